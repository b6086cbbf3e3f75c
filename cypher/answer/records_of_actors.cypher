// title:   Every record of some actors, with what the actor says now
// param:   ids list<string>  Actor ids
// returns: id string         Actor id
// returns: actor map         The actor's properties
// returns: records list<map> Properties of its records: those that were its own before any merge first, then in the order in which they came
// access:  read
UNWIND $ids AS id
MATCH (a:Actor {id: id})<-[d:DESCRIBES]-(r:Record)
WITH a, r ORDER BY coalesce(d.home, a.id) <> a.id, d.seq, r.id
RETURN a.id AS id, properties(a) AS actor, collect(properties(r)) AS records
