// title:   The longest pauses in what two actors did to each other
// param:   a string  Actor id of one side
// param:   b string  Actor id of the other
// param:   limit integer  1..100  At most so many rows
// returns: days integer           Without a known act of one on the other
// returns: after string           The statement before the pause
// returns: until string           The statement that ended it
// returns: from_day date          Latest possible day of the one before
// returns: to_day date            Earliest possible day of the one after
// access:  read
// tags:    dyad, timeline
:param a => "state:USA";
:param b => "state:CHN";
:param limit => 5;
MATCH (:Actor {id: $a})-[e:!RETRACTED]-(:Actor {id: $b})
WHERE e.action IS NOT NULL
WITH DISTINCT coalesce(e.statement, e.id) AS event, e.date AS date, e.date_to AS date_to ORDER BY date, date_to, event
WITH collect({event: event, date: date, date_to: date_to}) AS acts
UNWIND range(1, size(acts) - 1) AS i
WITH acts[i - 1] AS before, acts[i] AS after
RETURN duration.inDays(before.date_to, after.date).days AS days, before.event AS after, after.event AS until,
  before.date_to AS from_day, after.date AS to_day
ORDER BY days DESC, from_day
LIMIT $limit
