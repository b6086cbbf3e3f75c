// title:   Take back which events an event answers
// param:   rows list<map>  event, answers
// access:  write
UNWIND $rows AS row
MATCH (:Statement {id: row.event})-[r:RESPONDS_TO]->(:Statement {id: row.answers})
WHERE r.method IS NULL
DELETE r
