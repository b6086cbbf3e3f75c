// title:   Create edges of one type
// about:   EDGE_TYPE stands for the type; a duplicate id fails the batch by its constraint.
// param:   rows list<map>     source, target (actor ids), properties
// returns: created integer    How many were created; fewer than rows when an end is missing
// access:  write
UNWIND $rows AS row
MATCH (a:Actor {id: row.source})
MATCH (b:Actor {id: row.target})
CREATE (a)-[e:EDGE_TYPE]->(b)
SET e = row.properties
RETURN count(e) AS created
