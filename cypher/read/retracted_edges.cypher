// title:   What we no longer believe, and what it said
// param:   limit integer  1..5000  At most so many rows
// returns: was string             The type that the edge had
// returns: by string              Who was said to act
// returns: against string         To whom
// returns: date date              The day that was given
// returns: reason string          changed or withdrawn
// returns: rev integer            Its revision
// returns: retracted_seq integer  The commit that retracted it
// returns: statement string       The statement
// access:  read
// tags:    provenance
:param limit => 500;
MATCH (a:Actor)-[r:RETRACTED]->(b:Actor)
RETURN r.was AS was, a.name AS by, b.name AS against, r.date AS date, r.reason AS reason, r.rev AS rev,
  r.retracted_seq AS retracted_seq, r.statement AS statement
ORDER BY retracted_seq, statement, against
LIMIT $limit
