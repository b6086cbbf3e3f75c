// title:   Move records to other actors
// about:   A record that describes another actor than it once did keeps the id of that one as its home.
// param:   rows list<map>   record, home, actor
// access:  write
UNWIND $rows AS row
MATCH (r:Record {id: row.record})-[d:DESCRIBES]->(:Actor)
MATCH (y:Actor {id: row.actor})
WITH r, d, y, row, d.seq AS seq
DELETE d
CREATE (r)-[n:DESCRIBES {seq: seq}]->(y)
SET n.home = CASE WHEN row.home = y.id THEN null ELSE row.home END
