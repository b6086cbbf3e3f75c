// title:   Edges of one type as columns
// about:   A row of lists for each window: one list of numbers travels a hundred times faster than as many rows. Days are year * 1000 + day of
// about:   the year, 0 unknown; what is not in the given numbers is -1. EDGE_TYPE stands for the type.
// param:   windows list<list<integer>>  From and until (not in) which edge number; a few ten thousand edges at most in each
// param:   actions map                  Number of each action; of a tie its type's
// param:   datasets map                 Number of each dataset
// param:   statuses map                 Number of each status
// param:   assertions map               Number of each assertion
// returns: source list<integer>         Who acts, as the database numbers actors just now
// returns: target list<integer>         Who is acted on
// returns: eid list<integer>            Edge number
// returns: first list<integer>          Earliest day; of a tie, since when it holds
// returns: last list<integer>           Latest day; of a tie, until when
// returns: published list<integer>      First public report
// returns: action list<integer>         Number of its action
// returns: rung list<integer>           Its rung
// returns: confidence list<integer>     Percent
// returns: seq list<integer>            The commit that wrote it
// returns: dataset list<integer>        Number of its dataset
// returns: status list<integer>         Number of its status
// returns: assertion list<integer>      Number of its assertion
// returns: disputed list<boolean>       Whether somebody denies it
// returns: share list<float>            1 / number of edges of the action
// access:  read
UNWIND $windows AS window
CALL (window) {
  MATCH (a)-[x:EDGE_TYPE]->(b)
  WHERE x.eid >= window[0] AND x.eid < window[1]
  // All properties at once: each single look walks the chain of an edge's properties from its beginning.
  WITH id(a) AS source, id(b) AS target, properties(x) AS e
  WITH source, target, e, coalesce(e.date, e.valid_from) AS first, coalesce(e.date_to, e.valid_to) AS last
  RETURN collect(source) AS source, collect(target) AS target, collect(e.eid) AS eid,
    collect(coalesce(first.year * 1000 + first.ordinalDay, 0)) AS first,
    collect(coalesce(last.year * 1000 + last.ordinalDay, 0)) AS last,
    collect(coalesce(e.published.year * 1000 + e.published.ordinalDay, 0)) AS published,
    collect(coalesce($actions[coalesce(e.action, 'EDGE_TYPE')], -1)) AS action,
    collect(coalesce(e.rung, 0)) AS rung,
    collect(coalesce(toInteger(round(100 * e.confidence)), 0)) AS confidence,
    collect(coalesce(e.seq, 0)) AS seq,
    collect(coalesce($datasets[coalesce(e.dataset, '')], -1)) AS dataset,
    collect(coalesce($statuses[coalesce(e.status, '')], -1)) AS status,
    collect(coalesce($assertions[coalesce(e.assertion, '')], -1)) AS assertion,
    collect(coalesce(e.disputed, false)) AS disputed,
    collect(coalesce(e.share, 1.0)) AS share
}
RETURN source, target, eid, first, last, published, action, rung, confidence, seq, dataset, status, assertion, disputed, share
