// title:   Move what actors claim and deny
// about:   What they no longer claim goes along.
// param:   actors list<string>   Whose claims
// param:   moved map             The actor that each ref stands for from now on
// returns: statement string      A statement whose claims were moved
// access:  write
UNWIND $actors AS id
MATCH (x:Actor {id: id})-[c:CLAIMED|DENIED|RETRACTED]->(s:Statement|Withdrawn)
WHERE $moved[c.record] <> id
WITH c, s, type(c) AS type, $moved[c.record] AS to, properties(c) AS properties
DELETE c
WITH collect({statement: s, type: type, to: to, properties: properties}) AS rows
UNWIND rows AS row
MATCH (y:Actor {id: row.to})
WITH row, row.statement AS s, y
CREATE (y)-[n:$(row.type)]->(s)
SET n = row.properties
RETURN DISTINCT s.id AS statement
