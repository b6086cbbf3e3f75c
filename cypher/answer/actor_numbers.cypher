// title:   The numbers of some actors in this store
// about:   For an import alone: a number is given again when its node is gone.
// param:   ids list<string>  Actor ids
// returns: id string         As given
// returns: number integer    The node's number
// access:  read
UNWIND $ids AS id
MATCH (a:Actor {id: id})
RETURN id, id(a) AS number
