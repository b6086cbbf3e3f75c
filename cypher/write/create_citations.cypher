// title:   Write where statements are told
// param:   rows list<map>   statement, source, properties
// returns: created integer  How many were written
// access:  write
UNWIND $rows AS row
MATCH (s:Statement {id: row.statement})
MATCH (o:Source {id: row.source})
CREATE (s)-[c:REPORTED_IN]->(o)
SET c = row.properties
RETURN count(c) AS created
