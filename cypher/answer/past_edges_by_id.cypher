// title:   Edges by id as they were at a commit and no longer are
// param:   ids list<string>   Edge ids
// param:   recorded integer   Commit number
// returns: id string          Edge id
// returns: edge_type string   The type that it had
// returns: edge map           Its properties
// returns: source map         id and name of the actor who acts
// returns: target map         id and name of the actor acted on
// access:  read
UNWIND $ids AS id
MATCH (a:Actor)-[e:RETRACTED {id: id}]->(b:Actor)
WHERE e.seq <= $recorded AND e.retracted_seq > $recorded
RETURN e.id AS id, e.was AS edge_type, properties(e) AS edge, a {.id, .name} AS source, b {.id, .name} AS target
