// title:   Some actors as columns
// param:   numbers list<integer>    As the database numbers them just now
// param:   ids list<string>         Others by id
// returns: numbers list<integer>    Numbers of all
// returns: ids list<string>         Ids
// returns: kinds list<string>       Kinds
// returns: unnamed list<boolean>    Whether no path passes through
// access:  read
CALL () {
  UNWIND $numbers AS n MATCH (a:Actor) WHERE id(a) = n RETURN a
  UNION
  UNWIND $ids AS i MATCH (a:Actor {id: i}) RETURN a
}
RETURN collect(id(a)) AS numbers, collect(a.id) AS ids, collect(coalesce(a.kind, '')) AS kinds, collect(coalesce(a.unnamed, false)) AS unnamed
