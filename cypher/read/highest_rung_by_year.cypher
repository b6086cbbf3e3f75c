// title:   How far each side of a pair of states went, year by year
// about:   The highest rung of the acts of one state on the other itself; -3 (measures lifted) to 10.
// param:   a string  Actor id
// param:   b string  Actor id
// returns: year integer           Year of the earliest possible day
// returns: by string              Which side acted
// returns: rung integer           Its highest rung
// returns: actions integer        How many acts it had
// access:  read
// tags:    escalation, dyad
:param a => "state:USA";
:param b => "state:CHN";
MATCH (x:State)-[e]->(y:State)
WHERE [x.id, y.id] IN [[$a, $b], [$b, $a]] AND e.action IS NOT NULL AND type(e) <> 'RETRACTED'
RETURN e.date.year AS year, x.name AS by, max(e.rung) AS rung, count(DISTINCT e.statement) AS actions
ORDER BY year, by
