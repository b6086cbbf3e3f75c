// title:   The scale of actions, and how often each was used here
// about:   rung is ordinal; score is for sums; goldstein is for comparison with others. Machine-coded types are left out.
// param:   limit integer  1..500  At most so many rows
// returns: action string          Its code
// returns: edge_type string       The edge's type
// returns: rung integer           -3 (measures lifted) to 10
// returns: score float            PLOVER's score
// returns: goldstein float        Goldstein's scale
// returns: uses integer           Actions in this graph
// access:  read
// tags:    vocabulary
:param limit => 100;
MATCH (t:ActionType)
WHERE NOT t.code STARTS WITH 'plover:'
RETURN t.code AS action, t.edge_type AS edge_type, t.rung AS rung, t.score AS score, t.goldstein AS goldstein,
  COUNT { (:Event {action: t.code}) } AS uses
ORDER BY rung, action
LIMIT $limit
