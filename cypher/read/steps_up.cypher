// title:   Answers that went further than what they answer
// about:   A rung is ordinal: the difference says that a step went up, not by how much.
// param:   state string  Actor id of the state that answers
// param:   limit integer  1..1000  At most so many rows
// returns: answered string        The earlier action
// returns: answer string          The later one
// returns: rung_before integer    How grave the earlier one was
// returns: rung_after integer     How grave the later one was
// returns: date date              Earliest possible day of the answer
// returns: basis string           stated or inferred
// access:  read
// tags:    escalation, responses
:param state => "state:CHN";
:param limit => 100;
MATCH (:Actor {id: $state})-[:INITIATED]->(later:Event)-[r:RESPONDS_TO]->(earlier:Event)
WHERE later.rung > earlier.rung
RETURN earlier.id AS answered, later.id AS answer, earlier.rung AS rung_before, later.rung AS rung_after, later.date AS date, r.basis AS basis
ORDER BY date, answer, answered
LIMIT $limit
