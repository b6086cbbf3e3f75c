// title:   Create edges between actors
// about:   A type that is given at run time costs CREATE nothing (unlike MERGE), and one text is planned once. A duplicate id fails the batch.
// param:   rows list<map>     type (of the vocabulary), source, target (actor ids), properties
// returns: created integer    How many were created; fewer than rows when an end is missing
// access:  write
UNWIND $rows AS row
MATCH (a:Actor {id: row.source})
MATCH (b:Actor {id: row.target})
CREATE (a)-[e:$(row.type)]->(b)
SET e = row.properties
RETURN count(e) AS created
