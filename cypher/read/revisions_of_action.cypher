// title:   How the record of an action or tie changed, revision by revision
// param:   event string  Statement id
// param:   limit integer  1..1000  At most so many rows
// returns: edge string            The edge's id, which stays
// returns: rev integer            The revision
// returns: seq integer            The commit that wrote it
// returns: retracted_seq integer  The commit that retracted it; absent: it stands
// returns: reason string          changed or withdrawn
// returns: date date              Earliest possible day as it was told
// returns: rung integer           How grave it was taken to be
// access:  read
// tags:    provenance, changes
:param event => "chronology:cn-bans-intel-amd-2024";
:param limit => 100;
MATCH (:Statement {id: $event})-[:INITIATED|HAS_TIE]-(:Actor)-[e]->(:Actor)
WHERE e.statement = $event
RETURN DISTINCT e.id AS edge, e.rev AS rev, e.seq AS seq, e.retracted_seq AS retracted_seq, e.reason AS reason, e.date AS date, e.rung AS rung
ORDER BY edge, rev
LIMIT $limit
