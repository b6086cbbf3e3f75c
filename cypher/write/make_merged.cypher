// title:   Turn actors that nothing describes any more into what leads to those that they were merged into
// param:   rows list<map>       home, actor
// param:   kinds list<string>   Every kind of the vocabulary
// access:  write
UNWIND $rows AS row
OPTIONAL MATCH (was:Actor {id: row.home})
OPTIONAL MATCH (is:Merged {id: row.home})
MATCH (y:Actor {id: row.actor})
WITH row, y, coalesce(was, is) AS m
OPTIONAL MATCH (m)-[before:MERGED_INTO]->()
DELETE before
REMOVE m:Actor:$($kinds)
SET m = {id: row.home, seq: m.seq}, m:Merged
CREATE (m)-[:MERGED_INTO]->(y)
