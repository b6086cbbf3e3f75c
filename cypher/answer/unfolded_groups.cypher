// title:   Actions with unnamed parties that no source gives a state
// param:   ids list<string>       Actor ids
// param:   filter map            The one filter, as graph/answers/reading.py binds it
// returns: actor string           Actor id
// returns: n integer              Actions
// returns: events list<string>    Their ids
// access:  read
UNWIND $ids AS id
MATCH (a:Actor {id: id})-[e]-(g:Group {unnamed: true})
WHERE e.action IS NOT NULL AND NOT EXISTS { (g)-[:NATIONAL_OF|PART_OF|HEADQUARTERED_IN]->() }
  AND ($filter.types IS NULL OR coalesce(e.was, type(e)) IN $filter.types)
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
           ELSE e.seq <= $filter.recorded AND coalesce(e.retracted_seq, $filter.recorded + 1) > $filter.recorded END
WITH a, coalesce(e.statement, e.id) AS event ORDER BY event
RETURN a.id AS actor, count(DISTINCT event) AS n, collect(DISTINCT event) AS events
