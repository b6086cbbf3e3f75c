// title:   What some statements rest on, as it is stored
// param:   ids list<string>         Statement ids
// param:   as_of date = null        Day by which claims and answers were public
// returns: id string                Statement id
// returns: labels list<string>      Its labels
// returns: statement map            Its properties
// returns: parties list<map>        actor, type, out (from the actor), properties
// returns: citations list<map>      source, properties
// returns: claims list<map>         actor, name, kind, type, properties
// returns: answers list<map>        event, properties
// access:  read
UNWIND $ids AS id
MATCH (s:Statement {id: id})
RETURN s.id AS id, COLLECT { UNWIND labels(s) AS label RETURN label ORDER BY label } AS labels, properties(s) AS statement,
  [(s)-[p:INITIATED|TARGETED|CARRIED_OUT|ADDRESSED|HAS_TIE|TIES_TO]-(a:Actor) |
    {actor: a.id, type: type(p), out: startNode(p) = a, properties: properties(p)}] AS parties,
  [(s)-[c:REPORTED_IN]->(o:Source) | {source: o.id, properties: properties(c)}] AS citations,
  [(a:Actor)-[c:CLAIMED|DENIED]->(s) WHERE $as_of IS NULL OR c.date IS NULL OR c.date <= $as_of |
    {actor: a.id, name: a.name, kind: a.kind, type: type(c), properties: properties(c)}] AS claims,
  [(s)-[r:RESPONDS_TO]->(e:Event) | {event: e.id, properties: properties(r)}] AS answers
