// title:   Who claims what, and how sure their words are
// about:   Estimative words with their band, the surest first; who denies it stands beside.
// param:   scheme string  Yardstick of the words
// param:   limit integer  1..5000  At most so many rows
// returns: claimant string        Who says so
// returns: words string           In which words
// returns: low float              Lower end of the band, 0 to 1
// returns: high float             Upper end of the band
// returns: statement string       About which action or tie
// returns: text string            In a sentence
// returns: denied_by list<string> Who denies it
// access:  read
// tags:    claims, attribution
:param scheme => "PHIA";
:param limit => 200;
MATCH (a:Actor)-[c:CLAIMED {scheme: $scheme}]->(s:Statement)
RETURN a.name AS claimant, c.words AS words, c.low AS low, c.high AS high, s.id AS statement, s.text AS text,
  COLLECT { MATCH (d:Actor)-[:DENIED]->(s) RETURN DISTINCT d.name AS name ORDER BY name } AS denied_by
ORDER BY low DESC, statement, claimant
LIMIT $limit
