// title:   What an actor did, and what was done to it, in time order
// param:   actor string  Actor id
// param:   since date  First day of the window
// param:   until date  Last day of the window
// param:   limit integer  1..5000  At most so many rows
// returns: date date              Earliest possible day
// returns: date_to date           Latest possible day
// returns: by string              Who acted
// returns: action string          What was done
// returns: against string         To whom
// returns: rung integer           How grave, -3 to 10
// returns: confidence float       0 to 1
// returns: event string           The statement
// access:  read
// tags:    timeline, actor
:param actor => "chronology:huawei";
:param since => "2018-01-01";
:param until => "2025-12-31";
:param limit => 500;
MATCH (a:Actor {id: $actor})-[e:!RETRACTED]-(:Actor)
WHERE e.action IS NOT NULL AND e.date_to >= date($since) AND e.date <= date($until)
RETURN e.date AS date, e.date_to AS date_to, startNode(e).name AS by, e.action AS action, endNode(e).name AS against,
  e.rung AS rung, e.confidence AS confidence, coalesce(e.statement, e.id) AS event
ORDER BY date, event, against
LIMIT $limit
