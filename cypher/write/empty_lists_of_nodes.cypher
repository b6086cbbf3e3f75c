// title:   Set properties of nodes that are empty lists
// about:   An import cannot say them; it names them in retorsion_empty.
// param:   at_most integer   How many nodes
// returns: changed integer   How many were changed; run it until there are none
// access:  write
MATCH (n) WHERE n.retorsion_empty IS NOT NULL
WITH n LIMIT $at_most
FOREACH (key IN n.retorsion_empty | SET n[key] = [])
REMOVE n.retorsion_empty
RETURN count(n) AS changed
