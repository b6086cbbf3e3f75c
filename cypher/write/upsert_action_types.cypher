// title:   Write the vocabulary's actions, so that scores can be joined in Cypher
// param:   rows list<map>  code and properties
// access:  write
UNWIND $rows AS row
MERGE (t:ActionType {code: row.code})
SET t = row
