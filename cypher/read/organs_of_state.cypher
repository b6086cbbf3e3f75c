// title:   Which organs acted for a state, how often, how far
// param:   state string  Actor id of the state
// param:   limit integer  1..500  At most so many rows
// returns: organ string           The organ
// returns: acts integer           How many acts it carried out
// returns: actions list<string>   Which
// returns: highest integer        The highest rung
// returns: first date             Earliest possible day of its first
// returns: last date              Latest possible day of its last
// access:  read
// tags:    state, organs
:param state => "state:USA";
:param limit => 100;
MATCH (:Actor {id: $state})-[:INITIATED]->(e:Event)<-[c:CARRIED_OUT]-(o:Actor)
WHERE c.role = 'organ'
WITH o, collect(DISTINCT e) AS acts
RETURN o.name AS organ, size(acts) AS acts, COLLECT { UNWIND acts AS e RETURN DISTINCT e.action AS action ORDER BY action } AS actions,
  reduce(h = -3, e IN acts | CASE WHEN e.rung > h THEN e.rung ELSE h END) AS highest,
  COLLECT { UNWIND acts AS e RETURN min(e.date) }[0] AS first, COLLECT { UNWIND acts AS e RETURN max(e.date_to) }[0] AS last
ORDER BY acts DESC, organ
LIMIT $limit
