// title:   Two states' lists compared: who is on one, on the other, on both
// param:   a string  Actor id of one state
// param:   b string  Actor id of the other
// param:   limit integer  1..5000  At most so many rows
// returns: target string          The party
// returns: kind string            Its kind
// returns: on string              a, b or both
// returns: since_a date           Earliest possible day of a's first sanction
// returns: since_b date           The same of b
// returns: days_between integer   From a's to b's; absent unless both
// access:  read
// tags:    sanctions, comparison
:param a => "state:GBR";
:param b => "state:USA";
:param limit => 500;
MATCH (by:Actor)-[s:SANCTIONED]->(x:Actor)
WHERE by.id IN [$a, $b]
WITH x, min(CASE by.id WHEN $a THEN s.date END) AS since_a, min(CASE by.id WHEN $b THEN s.date END) AS since_b
RETURN x.name AS target, x.kind AS kind, CASE WHEN since_b IS NULL THEN 'a' WHEN since_a IS NULL THEN 'b' ELSE 'both' END AS on,
  since_a, since_b, duration.inDays(since_a, since_b).days AS days_between
ORDER BY on DESC, target
LIMIT $limit
