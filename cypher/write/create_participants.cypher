// title:   Link actors with the events that they took part in and the ties that they are ends of
// param:   rows list<map>  statement, actor, type, properties
// access:  write
UNWIND $rows AS row
MATCH (s:Statement {id: row.statement})
MATCH (a:Actor {id: row.actor})
FOREACH (p IN CASE row.type WHEN 'INITIATED' THEN [row.properties] ELSE [] END | CREATE (a)-[r:INITIATED]->(s) SET r = p)
FOREACH (p IN CASE row.type WHEN 'CARRIED_OUT' THEN [row.properties] ELSE [] END | CREATE (a)-[r:CARRIED_OUT]->(s) SET r = p)
FOREACH (p IN CASE row.type WHEN 'TARGETED' THEN [row.properties] ELSE [] END | CREATE (s)-[r:TARGETED]->(a) SET r = p)
FOREACH (p IN CASE row.type WHEN 'ADDRESSED' THEN [row.properties] ELSE [] END | CREATE (s)-[r:ADDRESSED]->(a) SET r = p)
FOREACH (p IN CASE row.type WHEN 'HAS_TIE' THEN [row.properties] ELSE [] END | CREATE (a)-[r:HAS_TIE]->(s) SET r = p)
FOREACH (p IN CASE row.type WHEN 'TIES_TO' THEN [row.properties] ELSE [] END | CREATE (s)-[r:TIES_TO]->(a) SET r = p)
