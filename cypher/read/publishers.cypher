// title:   On whose reports the graph rests
// param:   limit integer  1..1000  At most so many rows
// returns: publisher string       Who published
// returns: sources integer        How many documents
// returns: statements integer     How many actions and ties they bear
// returns: only_here integer      How many rest on this publisher alone
// returns: reliability list<string> Grades of its documents
// access:  read
// tags:    sources, provenance
:param limit => 25;
MATCH (s:Source)<-[:REPORTED_IN]-(x:Statement)
WITH s.publisher AS publisher, collect(DISTINCT s) AS documents, collect(DISTINCT x) AS statements
RETURN publisher, size(documents) AS sources, size(statements) AS statements,
  size([x IN statements WHERE NOT EXISTS { (x)-[:REPORTED_IN]->(o:Source) WHERE o.publisher <> publisher }]) AS only_here,
  COLLECT { UNWIND documents AS d RETURN DISTINCT d.reliability AS grade ORDER BY grade } AS reliability
ORDER BY statements DESC, publisher
LIMIT $limit
