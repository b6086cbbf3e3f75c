// title:   Take inferred answers back
// about:   Only those with a method: what a source or a dataset tells is not touched.
// param:   rows list<map>  event, answers
// access:  write
UNWIND $rows AS row
MATCH (:Statement {id: row.event})-[r:RESPONDS_TO]->(:Statement {id: row.answers})
WHERE r.method IS NOT NULL
DELETE r
