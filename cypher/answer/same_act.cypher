// title:   The statements that tell the same act as one
// param:   id string    Statement id
// returns: id string    Another statement
// access:  read
MATCH (s:Statement {id: $id})
MATCH SHORTEST 1 (s)-[:SAME_AS]-+(o:Statement)
WHERE o <> s
RETURN DISTINCT o.id AS id
ORDER BY id
