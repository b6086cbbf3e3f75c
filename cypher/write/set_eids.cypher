// title:   Add and remove numbers of live edges that statements list
// param:   rows list<map>   statement, gone, back
// access:  write
UNWIND $rows AS row
MATCH (s:Statement {id: row.statement})
SET s.eids = COLLECT { UNWIND s.eids + row.back AS eid WITH DISTINCT eid WHERE NOT eid IN row.gone RETURN eid ORDER BY eid }
