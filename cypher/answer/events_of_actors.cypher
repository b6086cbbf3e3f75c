// title:   Actions between two sides, a page at a time
// about:   An empty side stands for everybody; an action is one row however many edges it has.
// param:   sources list<string>    Actor ids that act; empty: everybody
// param:   targets list<string>    Actor ids acted on; empty: everybody
// param:   filter map              The one filter, as graph/answers/reading.py binds it
// param:   after_date date = null  Where the page begins: after this earliest day
// param:   after_id string = ""    and this id
// param:   limit integer = 50      Rows of the page
// returns: id string               The statement's id, or the edge's where it has none
// returns: date date               Earliest day
// access:  read
CALL () {
  WITH * WHERE size($sources) > 0
  UNWIND $sources AS id MATCH (:Actor {id: id})-[e]->(b:Actor) WHERE size($targets) = 0 OR b.id IN $targets RETURN e, b AS other
  UNION
  WITH * WHERE size($sources) = 0 AND size($targets) > 0
  UNWIND $targets AS id MATCH (:Actor {id: id})<-[e]-(a:Actor) RETURN e, a AS other
  UNION
  WITH * WHERE size($sources) = 0 AND size($targets) = 0
  MATCH (:Actor)-[e]->(b:Actor) RETURN e, b AS other
}
WITH e, other
WHERE e.action IS NOT NULL
  AND ($filter.kinds IS NULL OR other.kind IN $filter.kinds)
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
WITH DISTINCT coalesce(e.statement, e.id) AS id, e.date AS date
WHERE $after_date IS NULL OR date > $after_date OR (date = $after_date AND id > $after_id)
RETURN id, date
ORDER BY date, id
LIMIT $limit
