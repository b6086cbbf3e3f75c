// title:   Move what actors took part in
// param:   actors list<string>   Whose
// param:   moved map             The actor that each ref stands for from now on
// returns: statement string      A statement whose participants were moved
// access:  write
UNWIND $actors AS id
MATCH (x:Actor {id: id})-[p:INITIATED|TARGETED|CARRIED_OUT|ADDRESSED|HAS_TIE|TIES_TO]-(s:Statement)
WHERE $moved[p.record] <> id
WITH p, s, type(p) AS type, $moved[p.record] AS to, properties(p) AS properties
DELETE p
WITH collect({statement: s, type: type, to: to, properties: properties}) AS rows
UNWIND rows AS row
MATCH (y:Actor {id: row.to})
WITH row, row.statement AS s, y
CALL (row, s, y) { WITH row, s, y WHERE row.type IN ['INITIATED', 'CARRIED_OUT', 'HAS_TIE'] CREATE (y)-[n:$(row.type)]->(s) SET n = row.properties }
CALL (row, s, y) { WITH row, s, y WHERE row.type IN ['TARGETED', 'ADDRESSED', 'TIES_TO'] CREATE (s)-[n:$(row.type)]->(y) SET n = row.properties }
RETURN DISTINCT s.id AS statement
