// title:   Ids of statements, a page at a time
// param:   after string        The last id of the page before; empty at first
// param:   size integer        How many
// returns: ids list<string>    Sorted
// access:  read
MATCH (s:Statement)
WHERE s.id > $after
WITH s ORDER BY s.id LIMIT $size
RETURN collect(s.id) AS ids
