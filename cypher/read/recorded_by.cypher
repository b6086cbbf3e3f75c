// title:   What this database said of an actor after a given commit
// about:   Edges stored by then, and not yet retracted then: corrections that came later are left out.
// param:   actor string  Actor id
// param:   seq integer  0..9007199254740991  Number of the commit
// param:   limit integer  1..5000  At most so many rows
// returns: edge_type string       The edge's type
// returns: by string              Where it begins
// returns: against string         Where it ends
// returns: date date              Earliest possible day; absent on ties
// returns: rev integer            Its revision
// returns: retracted_seq integer  The later commit that retracted it
// returns: statement string       The statement
// access:  read
// tags:    as of, provenance
:param actor => "chronology:wuhan-xrz";
:param seq => 1;
:param limit => 500;
MATCH (:Actor {id: $actor})-[e]-(:Actor)
WHERE e.seq <= $seq AND coalesce(e.retracted_seq, $seq + 1) > $seq
RETURN coalesce(e.was, type(e)) AS edge_type, startNode(e).name AS by, endNode(e).name AS against, e.date AS date, e.rev AS rev,
  e.retracted_seq AS retracted_seq, e.statement AS statement
ORDER BY date, edge_type, statement, against
LIMIT $limit
