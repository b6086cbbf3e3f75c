// title:   Disputed events of some types or actions
// about:   Their confidence depends on whether the denier folds to the accused, so on ties.
// param:   edge_types list<string>  Types of edges
// param:   actions list<string>     Actions
// returns: id string                Event id
// access:  read
MATCH (:Actor)-[:DENIED]->(s:Event)
WHERE s.edge_type IN $edge_types OR s.action IN $actions
RETURN DISTINCT s.id AS id
