// title:   Set what statements tell of the claims about them
// param:   rows list<map>  id, summary
// access:  write
UNWIND $rows AS row
MATCH (s:Statement {id: row.id})
SET s += row.summary
