// title:   Which statements are said to tell one act
// returns: a string       A statement
// returns: b string       Another
// returns: who string     Who says so
// access:  read
MATCH (a)-[r:SAME_AS]->(b)
RETURN a.id AS a, b.id AS b, r.who AS who
ORDER BY a, b
