// title:   Edges that are believed no longer by number, as far as the filter takes them and they were believed at a commit
// about:   $filter.recorded names the commit.
// param:   eids list<integer>        Edge numbers
// param:   ties boolean = true       Ties as well as actions
// param:   hidden list<string>       Datasets that are left out
// param:   filter map                The one filter, as graph/answers/reading.py binds it
// returns: source string             Actor id
// returns: target string             Actor id
// returns: edge_type string          Its type
// returns: edge map                  Its properties
// access:  read
UNWIND $eids AS eid
MATCH (a:Actor)-[e:RETRACTED {eid: eid}]->(b:Actor)
WHERE NOT e.dataset IN $hidden AND (e.action IS NOT NULL OR $ties)
  AND ($filter.kinds IS NULL OR a.kind IN $filter.kinds OR b.kind IN $filter.kinds)
  AND CASE WHEN e.action IS NULL THEN ($filter.recorded IS NULL OR e.seq <= $filter.recorded AND e.retracted_seq > $filter.recorded) AND ($filter.as_of IS NULL OR e.assertion = 'confirmed' OR e.published IS NULL OR e.published <= $filter.as_of)
    AND ($filter.types IS NULL OR e.was IN $filter.types) AND ($filter.datasets IS NULL OR e.dataset IN $filter.datasets) AND $filter.actions IS NULL ELSE
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
           ELSE e.seq <= $filter.recorded AND coalesce(e.retracted_seq, $filter.recorded + 1) > $filter.recorded END
END
RETURN a.id AS source, b.id AS target, coalesce(e.was, type(e)) AS edge_type, properties(e) AS edge
