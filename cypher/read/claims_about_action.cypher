// title:   Who claims and who denies an action or tie, each in their own words
// param:   event string  Statement id
// param:   known_by date  Only what was said by this day
// param:   limit integer  1..1000  At most so many rows
// returns: date date              Earliest possible day of the claim
// returns: by string              Who speaks
// returns: stance string          CLAIMED or DENIED
// returns: words string           Words of likelihood or attribution
// returns: scheme string          Yardstick of the words
// returns: quote string           The denial in its own words
// returns: source string          Where it stands
// access:  read
// tags:    claims, denials, as of
:param event => "chronology:cn-electoral-commission-2021";
:param known_by => "2999-12-31";
:param limit => 100;
MATCH (a:Actor)-[c:CLAIMED|DENIED]->(:Statement {id: $event})
WHERE c.date <= date($known_by)
OPTIONAL MATCH (s:Source {id: c.source})
RETURN c.date AS date, a.name AS by, type(c) AS stance, c.words AS words, c.scheme AS scheme, c.quote AS quote, s.title AS source
ORDER BY date, stance, by
LIMIT $limit
