// title:   Whom two actors both acted against, and who was first
// param:   a string  Actor id of one
// param:   b string  Actor id of the other
// param:   min_rung integer  -3..10  Only acts at least so grave
// param:   limit integer  1..1000  At most so many rows
// returns: target string          The common target
// returns: kind string            Its kind
// returns: first_a date           Earliest possible day of a's first act
// returns: first_b date           The same of b
// returns: days integer           From a's to b's
// access:  read
// tags:    coalitions, comparison
:param a => "state:GBR";
:param b => "state:USA";
:param min_rung => 1;
:param limit => 200;
MATCH (:Actor {id: $a})-[e:!RETRACTED]->(x:Actor)
WHERE e.rung >= $min_rung
WITH x, min(e.date) AS first_a
MATCH (:Actor {id: $b})-[f:!RETRACTED]->(x)
WHERE f.rung >= $min_rung
WITH x, first_a, min(f.date) AS first_b
RETURN x.name AS target, x.kind AS kind, first_a, first_b, duration.inDays(first_a, first_b).days AS days
ORDER BY abs(days), target
LIMIT $limit
