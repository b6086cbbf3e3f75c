// title:   Take edges off actors, to be written again between others
// about:   What is no longer believed is moved likewise. The numbers and everything else that an edge says come back as they are.
// param:   actors list<string>   Whose edges
// param:   moved map             The actor that each ref of an end stands for from now on
// param:   at_most integer       How many
// returns: type string           Type of the edge
// returns: source string         Where it begins from now on
// returns: target string         Where it ends
// returns: properties map        Its properties
// access:  write
UNWIND $actors AS id
MATCH (x:Actor {id: id})-[e]-(:Actor)
WHERE e.eid IS NOT NULL
WITH DISTINCT e
WITH e, coalesce($moved[e.from_record], startNode(e).id) AS source, coalesce($moved[e.to_record], endNode(e).id) AS target
WHERE source <> startNode(e).id OR target <> endNode(e).id
WITH e, source, target LIMIT $at_most
WITH e, type(e) AS type, source, target, properties(e) AS properties
DELETE e
RETURN type, source, target, properties
