// title:   Actions and ties that are no longer believed
// about:   $between: only those between two of the actors; null: all. $recorded: only those that were believed at that commit.
// param:   between list<string> = null   Actor ids
// param:   recorded integer = null       Commit number
// param:   ties boolean = true           Ties as well as actions
// param:   hidden list<string>           Datasets that are left out
// param:   wanted map                    The filter's types, actions, datasets, since and until
// returns: source string                 Actor id
// returns: target string                 Actor id
// returns: edge_type string              The type that it had
// returns: edge map                      Its properties
// access:  read
MATCH (a:Actor)-[e:RETRACTED]->(b:Actor)
WHERE e.id >= '' AND NOT e.dataset IN $hidden AND (e.action IS NOT NULL OR $ties)
  AND ($between IS NULL OR (a.id IN $between AND b.id IN $between))
  AND ($wanted.types IS NULL OR e.was IN $wanted.types)
  AND ($wanted.actions IS NULL OR e.action IN $wanted.actions)
  AND ($wanted.datasets IS NULL OR e.dataset IN $wanted.datasets)
  AND ($wanted.since IS NULL OR e.date_to IS NULL OR e.date_to >= $wanted.since)
  AND ($wanted.until IS NULL OR e.date IS NULL OR e.date <= $wanted.until)
  AND ($recorded IS NULL OR (e.seq <= $recorded AND e.retracted_seq > $recorded))
RETURN a.id AS source, b.id AS target, e.was AS edge_type, properties(e) AS edge
ORDER BY e.id, e.retracted_seq
