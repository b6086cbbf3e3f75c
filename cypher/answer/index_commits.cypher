// title:   What the commits after one did to edges and actors
// about:   types and actors are lacking in what other programs wrote: then any type may have come.
// param:   after integer            The commit that the reader knows
// param:   until integer            The last one it asks for
// returns: commits integer          How many there are; fewer than until - after when some are no longer kept
// returns: touched list<integer>    Edges to read again, or to forget
// returns: actors list<string>      Actors that are new or have changed
// returns: types list<string>       Types of the new edges; null when some commit does not say
// access:  read
MATCH (c:Commit)
WHERE c.seq > $after AND c.seq <= $until AND c.added IS NOT NULL
WITH count(c) AS commits, collect(c) AS found
RETURN commits,
  COLLECT { UNWIND found AS c UNWIND c.added + c.retracted + c.changed + coalesce(c.weighed, []) AS eid RETURN DISTINCT eid } AS touched,
  COLLECT { UNWIND found AS c UNWIND coalesce(c.actors, []) + coalesce(c.renamed, []) AS id RETURN DISTINCT id } AS actors,
  CASE WHEN all(c IN found WHERE c.types IS NOT NULL) THEN COLLECT { UNWIND found AS c UNWIND c.types AS type RETURN DISTINCT type } END AS types
