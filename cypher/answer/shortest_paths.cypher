// title:   Shortest connections of two actors, as sequences of actors
// about:   Unnamed parties are never between; parallel edges do not make another path.
// param:   source string         Actor id
// param:   target string         Actor id
// param:   max_hops integer = 4  1..6
// param:   forward boolean = false  Only along the direction in which edges point
// param:   ties boolean = true   Standing ties as well as actions
// param:   filter map            The one filter, as graph/answers/reading.py binds it
// param:   k integer = 5         How many
// returns: actors list<string>   Actor ids from source to target
// access:  read
MATCH (a:Actor {id: $source}), (b:Actor {id: $target})
MATCH p = SHORTEST 1 GROUPS (a) ((x:Actor)-[e]-(y:Actor) WHERE
  (NOT x.unnamed OR x.id IN [$source, $target]) AND (NOT y.unnamed OR y.id IN [$source, $target])
  AND (NOT $forward OR startNode(e) = x)
  AND (e.action IS NOT NULL OR $ties)
  AND ($filter.kinds IS NULL OR y.kind IN $filter.kinds OR y.id = $target)
  AND CASE WHEN e.action IS NULL THEN type(e) <> 'RETRACTED' AND ($filter.as_of IS NULL OR e.assertion = 'confirmed' OR e.published IS NULL OR e.published <= $filter.as_of) ELSE
  ($filter.types IS NULL OR coalesce(e.was, type(e)) IN $filter.types)
  AND ($filter.actions IS NULL OR e.action IN $filter.actions)
  AND ($filter.status IS NULL OR e.status IN $filter.status)
  AND ($filter.assertion IS NULL OR e.assertion IN $filter.assertion)
  AND ($filter.datasets IS NULL OR e.dataset IN $filter.datasets)
  AND ($filter.min_confidence IS NULL OR e.confidence >= $filter.min_confidence)
  AND ($filter.min_rung IS NULL OR e.rung >= $filter.min_rung)
  AND ($filter.since IS NULL OR CASE $filter.clock WHEN 'published' THEN coalesce(e.published, e.date_to) ELSE e.date_to END >= $filter.since)
  AND ($filter.until IS NULL OR CASE $filter.clock WHEN 'published' THEN coalesce(e.published, e.date_to) ELSE e.date END <= $filter.until)
  AND ($filter.first_seq IS NULL OR e.seq >= $filter.first_seq)
  AND ($filter.last_seq IS NULL OR e.seq <= $filter.last_seq)
  AND ($filter.as_of IS NULL OR coalesce(e.published, e.date_to) <= $filter.as_of)
  AND CASE WHEN $filter.recorded IS NULL THEN type(e) <> 'RETRACTED'
           ELSE e.seq <= $filter.recorded AND coalesce(e.retracted_seq, $filter.recorded + 1) > $filter.recorded END END
){1,6} (b)
WHERE length(p) <= $max_hops
WITH DISTINCT [n IN nodes(p) | n.id] AS actors
RETURN actors
ORDER BY actors
LIMIT $k
