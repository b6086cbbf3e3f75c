// title:   Which actors some refs stand for
// about:   A ref is a record's id, or an actor's own id.
// param:   refs list<string>  Record or actor ids
// returns: ref string         As given
// returns: actor string       The actor's id
// returns: name string        The actor's name
// access:  read
UNWIND $refs AS ref
OPTIONAL MATCH (:Record {id: ref})-[:DESCRIBES]->(described:Actor)
OPTIONAL MATCH (itself:Actor {id: ref})
WITH ref, coalesce(described, itself) AS actor
WHERE actor IS NOT NULL
RETURN ref, actor.id AS actor, actor.name AS name
