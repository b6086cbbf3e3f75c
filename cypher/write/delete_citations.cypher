// title:   Take citations off
// param:   rows list<map>  statement, source
// access:  write
UNWIND $rows AS row
MATCH (:Statement {id: row.statement})-[c:REPORTED_IN]->(:Source {id: row.source})
DELETE c
