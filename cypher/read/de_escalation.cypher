// title:   Steps down between two actors: measures lifted, agreements, releases, visits
// param:   a string  Actor id of one side
// param:   b string  Actor id of the other
// param:   limit integer  1..1000  At most so many rows
// returns: date date              Earliest possible day
// returns: by string              Who took the step
// returns: action string          Which
// returns: rung integer           Below 0
// returns: answers list<string>   The actions that it answers
// returns: event string           The statement
// access:  read
// tags:    escalation, dyad
:param a => "state:USA";
:param b => "state:SUN";
:param limit => 100;
MATCH (x:Actor {id: $a})-[e:!RETRACTED]-(:Actor {id: $b})
WHERE e.rung < 0
RETURN e.date AS date, startNode(e).name AS by, e.action AS action, e.rung AS rung,
  COLLECT { MATCH (:Statement {id: e.statement})-[:RESPONDS_TO]->(s:Event) RETURN s.id ORDER BY s.id } AS answers, coalesce(e.statement, e.id) AS event
ORDER BY date, event
LIMIT $limit
