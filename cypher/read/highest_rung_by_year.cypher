// title:   How far each side of a pair of states went, year by year
// about:   The highest rung of the acts of one state on the other itself; -3 (measures lifted) to 10.
// param:   a string  Actor id
// param:   b string  Actor id
// param:   limit integer  1..5000  At most so many rows
// returns: year integer           Year of the earliest possible day
// returns: by string              Which side acted
// returns: rung integer           Its highest rung
// returns: actions integer        How many acts it had
// access:  read
// tags:    escalation, dyad
:param a => "state:USA";
:param b => "state:CHN";
:param limit => 500;
MATCH (:Actor {id: $a})-[e:!RETRACTED]-(:Actor {id: $b})
WHERE e.action IS NOT NULL
WITH e, startNode(e) AS x
RETURN e.date.year AS year, x.name AS by, max(e.rung) AS rung, count(DISTINCT coalesce(e.statement, e.id)) AS actions
ORDER BY year, by
LIMIT $limit
