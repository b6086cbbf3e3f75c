// title:   Edges of one type by number
// about:   EDGE_TYPE stands for the type: each has an index of its own.
// param:   eids list<integer>    Edge numbers
// returns: source string         Actor id
// returns: target string         Actor id
// returns: edge_type string      Its type
// returns: edge map              Its properties
// access:  read
UNWIND $eids AS eid
MATCH (a:Actor)-[e:EDGE_TYPE {eid: eid}]->(b:Actor)
RETURN a.id AS source, b.id AS target, type(e) AS edge_type, properties(e) AS edge
