// title:   Actors that no tie leads to a state
// about:   They take part in no dyad of states: a missing tie, or an actor of no state.
// param:   limit integer  1..5000  At most so many rows
// returns: actor string           Actor id
// returns: name string            Its name
// returns: kind string            Its kind
// returns: unnamed boolean        A source gives no name
// returns: acts integer           Edges that are left out of dyads for it
// access:  read
// tags:    actors, gaps
:param limit => 200;
MATCH (a:Actor)
WHERE NOT a:State AND NOT EXISTS { (a)-[:PART_OF|NATIONAL_OF|HEADQUARTERED_IN]->{1,4}(:State) }
RETURN a.id AS actor, a.name AS name, a.kind AS kind, a.unnamed AS unnamed, COUNT { (a)-[e:!RETRACTED]-(:Actor) WHERE e.action IS NOT NULL } AS acts
ORDER BY acts DESC, actor
LIMIT $limit
