// title:   Which live edges tell some statements
// param:   ids list<string>      Statement ids
// returns: id string             Statement id
// returns: edge_type string      Type of its edges
// returns: eids list<integer>    Their numbers
// access:  read
UNWIND $ids AS id
MATCH (s:Statement {id: id})
RETURN s.id AS id, s.edge_type AS edge_type, s.eids AS eids
