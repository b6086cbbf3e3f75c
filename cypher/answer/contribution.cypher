// title:   Who added an action, and when
// param:   id string           Statement id
// returns: added_by string     Who
// returns: added_at string     When, UTC
// access:  read
MATCH (s:Statement {id: $id})
RETURN s.added_by AS added_by, s.added_at AS added_at
