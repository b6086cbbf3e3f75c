// title:   What an actor claims or denies, with its organs, in its words
// param:   claimant string  Actor id; its parts count as well
// param:   limit integer  1..1000  At most so many rows
// returns: date date              Earliest possible day of the claim
// returns: by string              Who speaks
// returns: stance string          CLAIMED or DENIED
// returns: words string           Words of likelihood or attribution
// returns: low float              Lower end of their band
// returns: high float             Upper end
// returns: statement string       About which action or tie
// returns: text string            In a sentence
// access:  read
// tags:    claims
:param claimant => "state:GBR";
:param limit => 200;
MATCH (:Actor {id: $claimant})<-[:PART_OF]-{0,3}(a:Actor)-[c:CLAIMED|DENIED]->(s:Statement)
RETURN c.date AS date, a.name AS by, type(c) AS stance, c.words AS words, c.low AS low, c.high AS high, s.id AS statement, s.text AS text
ORDER BY date, statement, by, words
LIMIT $limit
