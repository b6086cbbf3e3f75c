// title:   The ids of all actors
// returns: id string  Actor id
// access:  read
MATCH (a:Actor)
WHERE a.id >= ''
RETURN a.id AS id
ORDER BY a.id
