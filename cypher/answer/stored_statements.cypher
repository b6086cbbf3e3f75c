// title:   What is stored of some statements
// param:   ids list<string>    Statement ids
// returns: id string           Statement id
// returns: hash string         Hash of its content; empty when it was withdrawn
// returns: text string         Its sentence
// returns: rev integer         Its revision
// returns: edge_type string     Type of its edges
// returns: eids list<integer>   Numbers of its live edges
// returns: claims list<map>    id, hash, type of its own claims (not those that another event makes)
// returns: citations list<map> source, hash
// returns: responses list<map> event, hash
// returns: denials list<map>   id, hash, type of the claims that this event makes about other statements
// access:  read
UNWIND $ids AS id
OPTIONAL MATCH (live:Statement {id: id})
OPTIONAL MATCH (gone:Withdrawn {id: id})
WITH id, coalesce(live, gone) AS s, live IS NULL AS withdrawn
WHERE s IS NOT NULL
RETURN s.id AS id, CASE WHEN withdrawn THEN '' ELSE s.hash END AS hash, s.text AS text, s.rev AS rev, s.edge_type AS edge_type, s.eids AS eids,
  [(:Actor)-[c:CLAIMED|DENIED]->(s) WHERE c.event IS NULL | {id: c.id, hash: c.hash, type: type(c)}] AS claims,
  [(s)-[c:REPORTED_IN]->(o:Source) | {source: o.id, hash: c.hash}] AS citations,
  [(s)-[c:RESPONDS_TO]->(e:Event) WHERE c.method IS NULL | {event: e.id, hash: c.hash}] AS responses,
  COLLECT { MATCH (:Actor)-[c:DENIED]->(:Statement) USING INDEX SEEK c:DENIED(event) WHERE c.event = id RETURN {id: c.id, hash: c.hash, type: type(c)} } AS denials
