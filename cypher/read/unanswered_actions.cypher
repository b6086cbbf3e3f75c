// title:   Acts of one side that no known act of the other answers
// about:   No answer is known here: that is not a proof that there was none.
// param:   a string  Actor id of the side that acted
// param:   b string  Actor id of the side that did not answer
// param:   min_rung integer  -3..10  Only acts at least so grave
// param:   limit integer  1..1000  At most so many rows
// returns: date date              Earliest possible day
// returns: action string          What was done
// returns: rung integer           How grave
// returns: event string           The statement
// returns: text string            In a sentence
// access:  read
// tags:    escalation, responses
:param a => "state:USA";
:param b => "state:CHN";
:param min_rung => 2;
:param limit => 100;
MATCH (:Actor {id: $a})-[:INITIATED]->(e:Event)-[:TARGETED]->(:Actor)-[:PART_OF|NATIONAL_OF|HEADQUARTERED_IN]->{0,4}(b:Actor {id: $b})
WHERE e.rung >= $min_rung AND NOT EXISTS { (e)<-[:RESPONDS_TO]-(:Event)<-[:INITIATED]-(b) }
RETURN DISTINCT e.date AS date, e.action AS action, e.rung AS rung, e.id AS event, e.text AS text
ORDER BY date, event
LIMIT $limit
