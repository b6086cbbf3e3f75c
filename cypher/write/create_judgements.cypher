// title:   Write who judged what about two actors
// param:   rows list<map>   id and properties
// access:  write
UNWIND $rows AS row
MERGE (j:Judgement {id: row.id})
SET j = row
