// title:   Replace the pairs that a person is asked about
// param:   rows list<map>   a, b, score, features
// access:  write
CALL () { MATCH (q:Question) DELETE q }
WITH 1 AS done
UNWIND $rows AS row
CREATE (q:Question) SET q = row
