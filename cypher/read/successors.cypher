// title:   States and bodies that took another's place
// param:   limit integer  1..1000  At most so many rows
// returns: successor string       Who came
// returns: predecessor string     Who went
// returns: since date             From when
// returns: statement string       The statement of the tie
// access:  read
// tags:    actors, ties
:param limit => 200;
MATCH (a:Actor)-[t:SUCCESSOR_OF]->(b:Actor)
RETURN a.name AS successor, b.name AS predecessor, t.valid_from AS since, t.statement AS statement
ORDER BY since, successor
LIMIT $limit
