// title:   The version of the graph
// returns: schema_version integer  Null on a database that Retorsion has not prepared
// returns: epoch string            Renewed by import and restore
// returns: seq integer             The last commit
// returns: nodes integer           How many nodes there are
// access:  read
MATCH (n) WITH count(n) AS nodes
OPTIONAL MATCH (s:IngestState {id: 1})
RETURN s.schema_version AS schema_version, s.epoch AS epoch, s.seq AS seq, nodes
