// title:   Believe statements again that had been withdrawn
// param:   ids list<string>  Statement ids
// access:  write
UNWIND $ids AS id
MATCH (s:Withdrawn {id: id})
REMOVE s:Withdrawn
SET s:Statement
