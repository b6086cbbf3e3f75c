// title:   When each dataset was last loaded
// returns: dataset string         Its id
// returns: last_load datetime     When the last load of it that changed anything ended; null while its first one runs
// access:  read
MATCH (d:Dataset)
RETURN d.id AS dataset,
  COLLECT { MATCH (l:Load {dataset: d.id}) WHERE l.finished_at IS NOT NULL RETURN l.finished_at ORDER BY l.finished_at DESC LIMIT 1 }[0] AS last_load
ORDER BY dataset
