// title:   Edges of one type by id, for actions that have no statement
// about:   EDGE_TYPE stands for the type: each has an index of its own.
// param:   ids list<string>         Edge ids
// param:   recorded integer = null  Commit number; edges that came later are left out
// returns: id string                Edge id
// returns: edge_type string         Its type
// returns: edge map                 Its properties
// returns: source map               id and name of the actor who acts
// returns: target map               id and name of the actor acted on
// access:  read
UNWIND $ids AS id
MATCH (a:Actor)-[e:EDGE_TYPE {id: id}]->(b:Actor)
WHERE $recorded IS NULL OR e.seq <= $recorded
RETURN e.id AS id, type(e) AS edge_type, properties(e) AS edge, a {.id, .name} AS source, b {.id, .name} AS target
