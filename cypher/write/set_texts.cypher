// title:   Set the sentences of statements whose actors have other names now
// param:   rows list<map>  id, text
// access:  write
UNWIND $rows AS row
MATCH (s:Statement {id: row.id})
SET s.text = row.text
