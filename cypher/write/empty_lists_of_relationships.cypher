// title:   Set properties of relationships that are empty lists
// about:   An import cannot say them; it names them in retorsion_empty.
// param:   at_most integer   How many relationships
// returns: changed integer   How many were changed; run it until there are none
// access:  write
MATCH ()-[r]->() WHERE r.retorsion_empty IS NOT NULL
WITH r LIMIT $at_most
FOREACH (key IN r.retorsion_empty | SET r[key] = [])
REMOVE r.retorsion_empty
RETURN count(r) AS changed
