// title:   Who an actor has to do with, counted by type, direction and kind
// param:   id string           Actor id
// param:   filter map              The one filter, as graph/answers/reading.py binds it
// returns: edge_type string    Type
// returns: direction string    out or in
// returns: kind string         Kind of the other actor
// returns: other string        The other actor
// returns: n integer           Actions (an action with several edges to one actor counts once), or ties
// returns: first date          Earliest day
// returns: last date           Latest day
// returns: max_rung integer    Highest rung
// access:  read
MATCH (a:Actor {id: $id})-[e]-(b:Actor)
WHERE ($filter.kinds IS NULL OR b.kind IN $filter.kinds)
  AND CASE WHEN e.action IS NULL THEN type(e) <> 'RETRACTED' AND ($filter.as_of IS NULL OR e.assertion = 'confirmed' OR e.published IS NULL OR e.published <= $filter.as_of)
    AND ($filter.types IS NULL OR type(e) IN $filter.types) AND $filter.actions IS NULL ELSE
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
RETURN type(e) AS edge_type, CASE WHEN startNode(e) = a THEN 'out' ELSE 'in' END AS direction, b.kind AS kind, b.id AS other,
  count(DISTINCT coalesce(e.statement, e.id)) AS n, min(coalesce(e.date, e.valid_from)) AS first, max(coalesce(e.date_to, e.valid_to)) AS last,
  max(e.rung) AS max_rung
ORDER BY edge_type, direction, other
