// title:   What a state sanctions for: each sanction with the action that it answers
// about:   Only where a source states or an analyst infers the answer; the basis says which.
// param:   state string  Actor id of the state
// param:   limit integer  1..1000  At most so many rows
// returns: date date              Earliest possible day of the sanction
// returns: sanction string        Its statement
// returns: against list<string>   Whom it names
// returns: for_what string        The action that it answers, in a sentence
// returns: done_by list<string>   Who did that
// returns: basis string           stated or inferred
// access:  read
// tags:    sanctions, responses
:param state => "state:CHN";
:param limit => 200;
MATCH (:Actor {id: $state})-[:INITIATED]->(s:Event {edge_type: 'SANCTIONED'})-[r:RESPONDS_TO]->(cause:Event)
RETURN s.date AS date, s.id AS sanction, COLLECT { MATCH (s)-[:TARGETED]->(x:Actor) RETURN DISTINCT x.name AS name ORDER BY name } AS against,
  cause.text AS for_what, COLLECT { MATCH (a:Actor)-[:INITIATED]->(cause) RETURN DISTINCT a.name AS name ORDER BY name } AS done_by, r.basis AS basis
ORDER BY date, sanction, for_what
LIMIT $limit
