// title:   Write records and make sure that each describes an actor
// about:   A record that already describes one keeps it: only a merge or a split moves it.
// param:   rows list<map>  actor, kind, name, properties
// param:   seq integer     This commit's number
// access:  write
UNWIND $rows AS row
MERGE (r:Record {id: row.properties.id})
SET r = row.properties
WITH r, row
WHERE NOT EXISTS { (r)-[:DESCRIBES]->(:Actor) }
MERGE (a:Actor {id: row.actor})
ON CREATE SET a.seq = $seq, a.name = row.name
CREATE (r)-[:DESCRIBES {seq: $seq}]->(a)
