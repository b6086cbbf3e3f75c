// title:   Actors by what they are called, before merges and after
// about:   homes are the ids of the actors that were merged into one, its own among them, with the commit that made each.
// param:   ids list<string>   Ids of actors, of merged ones or of records
// returns: id string          As given
// returns: actor string       The actor that it stands for now
// returns: home string        The actor that it stood for before any merge
// returns: homes list<map>    id, seq
// returns: records list<map>  id, home
// access:  read
UNWIND $ids AS given
OPTIONAL MATCH (r:Record {id: given})-[d:DESCRIBES]->(described:Actor)
OPTIONAL MATCH (itself:Actor {id: given})
OPTIONAL MATCH (:Merged {id: given})-[:MERGED_INTO]->(survivor:Actor)
WITH given, coalesce(described, itself, survivor) AS a, CASE WHEN described IS NULL THEN given ELSE coalesce(d.home, described.id) END AS home
WHERE a IS NOT NULL
RETURN given AS id, a.id AS actor, home,
  [{id: a.id, seq: a.seq}] + COLLECT { MATCH (a)<-[:MERGED_INTO]-(m:Merged) RETURN {id: m.id, seq: m.seq} ORDER BY m.id } AS homes,
  COLLECT { MATCH (a)<-[d:DESCRIBES]-(r:Record) RETURN {id: r.id, home: coalesce(d.home, a.id)} ORDER BY r.id } AS records
