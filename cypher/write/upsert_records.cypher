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
OPTIONAL MATCH (:Merged {id: row.actor})-[:MERGED_INTO]->(survivor:Actor)
CALL (row, survivor) {
  WITH row, survivor WHERE survivor IS NULL
  MERGE (a:Actor {id: row.actor})
  ON CREATE SET a.seq = $seq, a.name = row.name
  RETURN a, null AS home
  UNION
  WITH row, survivor WHERE survivor IS NOT NULL
  RETURN survivor AS a, row.actor AS home
}
CREATE (r)-[d:DESCRIBES {seq: $seq}]->(a)
SET d.home = home
