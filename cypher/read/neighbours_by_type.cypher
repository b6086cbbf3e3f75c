// title:   Whom an actor has to do with, by type and direction
// param:   actor string  Actor id
// param:   limit integer  1..2000  At most so many rows
// returns: edge_type string       The edge's type
// returns: direction string       out: it acts; in: it is acted on
// returns: kind string            Kind of the others
// returns: actors integer         How many others
// returns: edges integer          How many edges
// returns: first date             Earliest possible day; absent on ties
// returns: last date              Latest possible day
// access:  read
// tags:    actor, counts
:param actor => "state:GBR";
:param limit => 200;
MATCH (a:Actor {id: $actor})-[e:!RETRACTED]-(x:Actor)
RETURN type(e) AS edge_type, CASE WHEN startNode(e) = a THEN 'out' ELSE 'in' END AS direction, x.kind AS kind, count(DISTINCT x) AS actors,
  count(*) AS edges, min(e.date) AS first, max(e.date_to) AS last
ORDER BY edges DESC, edge_type, direction, kind
LIMIT $limit
