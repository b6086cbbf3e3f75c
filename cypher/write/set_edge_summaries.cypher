// title:   Set what edges of one type tell of the claims about them
// param:   rows list<map>   eid, summary
// access:  write
UNWIND $rows AS row
MATCH ()-[e:EDGE_TYPE {eid: row.eid}]->()
SET e += row.summary
