// title:   Actors as columns, a page at a time
// param:   after string             The last id of the page before; empty at first
// param:   size integer             How many
// returns: numbers list<integer>    As the database numbers them just now
// returns: ids list<string>         Ids, sorted
// returns: kinds list<string>       Kinds
// returns: unnamed list<boolean>    Whether no path passes through
// access:  read
MATCH (a:Actor)
WHERE a.id > $after
WITH a ORDER BY a.id LIMIT $size
RETURN collect(id(a)) AS numbers, collect(a.id) AS ids, collect(coalesce(a.kind, '')) AS kinds, collect(coalesce(a.unnamed, false)) AS unnamed
