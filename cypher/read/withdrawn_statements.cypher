// title:   Actions and ties that their file no longer holds
// param:   limit integer  1..5000  At most so many rows
// returns: statement string       The statement
// returns: text string            In a sentence
// returns: dataset string         Whose it was
// returns: withdrawn_seq integer  The commit that withdrew it
// access:  read
// tags:    provenance, changes
:param limit => 200;
MATCH (s:Withdrawn)
RETURN s.id AS statement, s.text AS text, s.dataset AS dataset, s.withdrawn_seq AS withdrawn_seq
ORDER BY withdrawn_seq, statement
LIMIT $limit
