// title:   What changed between two commits: edges that came and edges that went
// param:   from_seq integer  0..9007199254740991  After this commit
// param:   to_seq integer  0..9007199254740991  Up to this one
// param:   limit integer  1..5000  At most so many rows
// returns: seq integer            The commit
// returns: change string          added or retracted
// returns: edge_type string       The edge's type
// returns: by string              Where it begins
// returns: against string         Where it ends
// returns: reason string          Why it went: changed or withdrawn
// returns: statement string       The statement
// access:  read
// tags:    provenance, changes
:param from_seq => 0;
:param to_seq => 1;
:param limit => 50;
MATCH (a:Actor)-[e]->(b:Actor)
WHERE e.seq > $from_seq AND e.seq <= $to_seq OR e.retracted_seq > $from_seq AND e.retracted_seq <= $to_seq
WITH a, e, b, e.retracted_seq > $from_seq AND e.retracted_seq <= $to_seq AS gone
RETURN CASE WHEN gone THEN e.retracted_seq ELSE e.seq END AS seq, CASE WHEN gone THEN 'retracted' ELSE 'added' END AS change,
  coalesce(e.was, type(e)) AS edge_type, a.name AS by, b.name AS against, CASE WHEN gone THEN e.reason END AS reason, e.statement AS statement
ORDER BY seq, change, edge_type, statement, by, against
LIMIT $limit
