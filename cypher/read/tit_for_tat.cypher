// title:   Answers in kind: the answer is the same action as what it answers
// param:   a string  Actor id of one side
// param:   b string  Actor id of the other
// param:   limit integer  1..1000  At most so many rows
// returns: action string          What both did
// returns: began string           Who acted first
// returns: answered string        Who answered
// returns: first date             Earliest possible day of the first act
// returns: answer date            Earliest possible day of the answer
// returns: days integer           Least days between them
// returns: basis string           stated or inferred
// access:  read
// tags:    escalation, responses, dyad
:param a => "state:USA";
:param b => "state:CHN";
:param limit => 100;
MATCH (x:Actor)-[:INITIATED]->(earlier:Event)<-[r:RESPONDS_TO]-(later:Event)<-[:INITIATED]-(y:Actor)
WHERE x.id IN [$a, $b] AND y.id IN [$a, $b] AND x <> y AND earlier.action = later.action
RETURN earlier.action AS action, x.name AS began, y.name AS answered, earlier.date AS first, later.date AS answer,
  duration.inDays(earlier.date_to, later.date).days AS days, r.basis AS basis
ORDER BY first, answer
LIMIT $limit
