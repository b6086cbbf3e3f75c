// title:   Ties of an actor, both ways
// param:   id string           Actor id
// param:   as_of date = null   Day by which an alleged tie was public
// returns: statement string    The tie's statement
// access:  read
MATCH (a:Actor {id: $id})-[t]-(:Actor)
WHERE t.action IS NULL AND type(t) <> 'RETRACTED'
  AND ($as_of IS NULL OR t.assertion = 'confirmed' OR t.published IS NULL OR t.published <= $as_of)
RETURN DISTINCT t.statement AS statement
ORDER BY statement
