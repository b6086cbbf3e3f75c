// title:   Commits before and after a day (UTC)
// param:   day date              The day
// returns: first_since integer   Number of the first commit on that day or later
// returns: last_until integer    Number of the last commit on that day or earlier
// access:  read
MATCH (s:IngestState {id: 1})
RETURN
  coalesce(COLLECT { MATCH (c:Commit) WHERE date(c.at) >= $day RETURN c.seq ORDER BY c.seq LIMIT 1 }[0], s.seq + 1) AS first_since,
  coalesce(COLLECT { MATCH (c:Commit) WHERE date(c.at) <= $day RETURN c.seq ORDER BY c.seq DESC LIMIT 1 }[0], 0) AS last_until
