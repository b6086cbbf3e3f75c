// title:   The edges behind the hops of a path
// about:   Of each pair the surest first; actions before ties.
// param:   pairs list<map>       source, target (actor ids)
// param:   forward boolean = false  Only along the direction in which edges point
// param:   ties boolean = true   Standing ties as well as actions
// param:   filter map            The one filter, as graph/answers/reading.py binds it
// returns: source string         Actor id
// returns: target string         Actor id
// returns: n integer             Edges that fit
// returns: first date            Earliest day of an action
// returns: last date             Latest day of an action
// returns: edges list<map>       The four surest: statement, edge_type, is_tie, forward, date, date_to, confidence
// access:  read
UNWIND $pairs AS pair
MATCH (x:Actor {id: pair.source})-[e]-(y:Actor {id: pair.target})
WHERE (NOT $forward OR startNode(e) = x)
  AND (e.action IS NOT NULL OR $ties)
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
WITH pair, x, e ORDER BY e.action IS NULL, e.confidence DESC, e.date, e.id
WITH pair, count(e) AS n, min(e.date) AS first, max(e.date_to) AS last,
  collect({statement: coalesce(e.statement, e.id), edge_type: type(e), is_tie: e.action IS NULL, forward: startNode(e) = x,
    date: e.date, date_to: e.date_to, confidence: e.confidence})[..4] AS edges
RETURN pair.source AS source, pair.target AS target, n, first, last, edges
