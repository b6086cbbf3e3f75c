// title:   Which actors some refs stand for
// about:   A ref is a record's id, or an actor's own id, that of a merged actor included. A record's name goes before its actor's, so that a
// about:   sentence names a party as its source does, whatever is merged.
// param:   refs list<string>  Record or actor ids
// returns: ref string         As given
// returns: actor string       The actor's id
// returns: name string        Its name there
// returns: home string        The actor that it stood for before any merge
// access:  read
UNWIND $refs AS ref
OPTIONAL MATCH (record:Record {id: ref})-[d:DESCRIBES]->(described:Actor)
OPTIONAL MATCH (itself:Actor {id: ref})
OPTIONAL MATCH (:Merged {id: ref})-[:MERGED_INTO]->(survivor:Actor)
WITH ref, record, d, coalesce(described, itself, survivor) AS actor, described
WHERE actor IS NOT NULL
RETURN ref, actor.id AS actor, CASE WHEN described IS NULL THEN actor.name ELSE record.name END AS name,
  CASE WHEN described IS NULL THEN ref ELSE coalesce(d.home, actor.id) END AS home
