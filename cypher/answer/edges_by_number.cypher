// title:   Live edges of one type by number, actions and ties
// about:   EDGE_TYPE stands for the type: each has an index of its own. What a path of the index rests on is fetched so, and checked.
// param:   eids list<integer>       Numbers of edges
// returns: eid integer              Number
// returns: id string                Edge id
// returns: edge_type string         Its type
// returns: edge map                 Its properties
// returns: source map               id and name of the actor who acts
// returns: target map               id and name of the actor acted on
// access:  read
UNWIND $eids AS eid
MATCH (a:Actor)-[e:EDGE_TYPE {eid: eid}]->(b:Actor)
RETURN e.eid AS eid, e.id AS id, type(e) AS edge_type, properties(e) AS edge, a {.id, .name} AS source, b {.id, .name} AS target
