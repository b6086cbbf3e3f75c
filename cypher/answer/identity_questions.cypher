// title:   Pairs of actors that nobody has judged yet, the likeliest first
// about:   a and b are actors of before any merge; those that are one by now are left out.
// param:   skip integer = 0      How many to leave out
// param:   limit integer = 50    How many
// returns: a string              An actor
// returns: b string              Another
// returns: score float           Bits above even odds
// returns: features list<string> What speaks for and against
// returns: of list<map>          The two as they are now: id, name, kind, aliases, records
// access:  read
MATCH (q:Question)
WHERE coalesce(q.about, 'actor') = 'actor' AND NOT EXISTS {
  MATCH (j:Judgement)
  WHERE j.a IN [q.a, q.b] AND j.b IN [q.a, q.b] AND coalesce(j.about, 'actor') = 'actor' AND j.who <> 'retorsion' AND j.undone_at IS NULL
}
WITH q ORDER BY q.score DESC, q.a, q.b
CALL (q) {
  UNWIND [q.a, q.b] AS given
  OPTIONAL MATCH (itself:Actor {id: given})
  OPTIONAL MATCH (:Merged {id: given})-[:MERGED_INTO]->(survivor:Actor)
  WITH coalesce(itself, survivor) AS a
  WHERE a IS NOT NULL
  RETURN collect(a {.id, .name, .kind, .aliases, records: [(a)<-[:DESCRIBES]-(r:Record) | r.id]}) AS of
}
WITH q, of WHERE size(of) = 2 AND of[0].id <> of[1].id
RETURN q.a AS a, q.b AS b, q.score AS score, q.features AS features, of
SKIP $skip LIMIT $limit
