// title:   What happened, and what was reported, around a day
// about:   reported: it became public in the window and had happened before it.
// param:   first date            First day of the window
// param:   last date             Last day of the window
// param:   filter map            The one filter, as graph/answers/reading.py binds it
// param:   limit integer = 200   Events
// returns: id string             Event id
// returns: reported boolean      Reported in the window, happened earlier
// returns: date date             Earliest day
// access:  read
CALL () {
  MATCH (e:Event) WHERE e.date >= $first AND e.date_to <= $last RETURN e, false AS reported
  UNION
  MATCH (e:Event) WHERE e.published >= $first AND e.published <= $last AND e.date < $first RETURN e, true AS reported
}
WITH e, reported
WHERE ($filter.kinds IS NULL OR EXISTS { (e)-[:INITIATED|TARGETED]-(a:Actor) WHERE a.kind IN $filter.kinds })
  AND ($filter.types IS NULL OR e.edge_type IN $filter.types)
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
RETURN e.id AS id, reported, e.date AS date
ORDER BY date, id
LIMIT $limit
