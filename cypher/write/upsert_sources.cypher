// title:   Write sources
// param:   rows list<map>  id and properties
// access:  write
UNWIND $rows AS row
MERGE (s:Source {id: row.id})
SET s = row
