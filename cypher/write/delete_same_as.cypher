// title:   Take back that statements tell one act
// about:   One of the two may have been withdrawn meanwhile.
// param:   rows list<map>   a, b
// access:  write
UNWIND $rows AS row
OPTIONAL MATCH (live:Statement {id: row.a})
OPTIONAL MATCH (gone:Withdrawn {id: row.a})
WITH row, coalesce(live, gone) AS a
MATCH (a)-[r:SAME_AS]->(b) WHERE b.id = row.b
DELETE r
