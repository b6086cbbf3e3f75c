// title:   Write who judged what about two actors or two acts
// about:   What was taken back stays so, whatever an older file says.
// param:   rows list<map>   id and properties
// access:  write
UNWIND $rows AS row
MERGE (j:Judgement {id: row.id})
SET j += row
