// title:   Actions of the same type between the same two
// about:   And those that are said to tell the same act, which may be of other parties by now.
// param:   ids list<string>   Statement ids
// returns: id string          An action, or one of these
// access:  read
UNWIND $ids AS id
MATCH (s:Statement {id: id})
WHERE s:Event
CALL (s) {
  MATCH (a:Actor)-[:INITIATED]->(s)-[:TARGETED]->(b:Actor)
  MATCH (a)-[e:!RETRACTED]->(b)
  WHERE type(e) = s.edge_type AND e.statement IS NOT NULL
  RETURN e.statement AS other
  UNION
  MATCH (s)-[:SAME_AS]-(o:Event) RETURN o.id AS other
}
RETURN DISTINCT other AS id
