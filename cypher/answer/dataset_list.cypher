// title:   The datasets that are loaded
// returns: dataset map           What the dataset says of itself
// returns: statements integer    Events and ties
// returns: last_load map         When and how it was last changed
// access:  read
MATCH (d:Dataset)
RETURN properties(d) AS dataset,
  COUNT { MATCH (:Statement {dataset: d.id}) } AS statements,
  COLLECT { MATCH (l:Load {dataset: d.id}) RETURN l {.id, .state, .started_at, .finished_at} ORDER BY l.started_at DESC LIMIT 1 }[0] AS last_load
ORDER BY d.id
