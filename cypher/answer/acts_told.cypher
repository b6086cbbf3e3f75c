// title:   Curated actions with who did them to whom, for finding the same one told twice
// about:   references are what a source gives as its own numbers and programmes.
// param:   ids list<string>         Statement ids; those of no action are left out
// returns: id string                Statement id
// returns: dataset string           Whose it is
// returns: edge_type string         Its type
// returns: action string            Its action
// returns: first date               Earliest day
// returns: last date                Latest day
// returns: magnitude float          Its size
// returns: references list<string>  Numbers and programmes
// returns: sources list<string>     Who acts
// returns: targets list<string>     Who is acted on
// returns: eids list<integer>       Numbers of its edges
// access:  read
UNWIND $ids AS id
MATCH (s:Statement {id: id})
WHERE s:Event
RETURN s.id AS id, s.dataset AS dataset, s.edge_type AS edge_type, s.action AS action, s.date AS first, s.date_to AS last,
  s.magnitude AS magnitude, [v IN [s.programme, s.uk_ref, s.un_ref, s.ent_num, s.federal_register, s.group_id] WHERE v IS NOT NULL | v] AS references,
  COLLECT { MATCH (a:Actor)-[:INITIATED]->(s) RETURN a.id ORDER BY a.id } AS sources,
  COLLECT { MATCH (s)-[:TARGETED]->(b:Actor) RETURN b.id ORDER BY b.id } AS targets, s.eids AS eids
