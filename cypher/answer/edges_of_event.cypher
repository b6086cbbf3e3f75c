// title:   Numbers of the edges of an action
// param:   id string            Its statement's id
// returns: eids list<integer>   Numbers of its live edges
// access:  read
MATCH (s:Statement {id: $id})
WHERE s:Event
RETURN s.eids AS eids
