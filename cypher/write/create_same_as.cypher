// title:   Write that statements tell one act
// param:   rows list<map>     a, b, properties
// returns: created integer    How many were written
// access:  write
UNWIND $rows AS row
MATCH (a:Statement {id: row.a})
MATCH (b:Statement {id: row.b})
CREATE (a)-[r:SAME_AS]->(b)
SET r = row.properties
RETURN count(r) AS created
