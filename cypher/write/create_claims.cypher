// title:   Write who says so and who disputes it
// param:   rows list<map>   type (CLAIMED or DENIED), claimant, statement, properties
// returns: created integer  How many were written
// access:  write
UNWIND $rows AS row
MATCH (a:Actor {id: row.claimant})
MATCH (s:Statement {id: row.statement})
CREATE (a)-[c:$(row.type)]->(s)
SET c = row.properties
RETURN count(c) AS created
