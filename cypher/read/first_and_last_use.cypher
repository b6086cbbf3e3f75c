// title:   When a state first and last used each kind of action
// param:   state string  Actor id of the state
// param:   limit integer  1..200  At most so many rows
// returns: action string          The action
// returns: rung integer           How grave, as the vocabulary has it
// returns: acts integer           How often
// returns: first date             Earliest possible day of the first
// returns: first_event string     Its statement
// returns: last date              Latest possible day of the last
// returns: last_event string      Its statement
// access:  read
// tags:    actions, timeline
:param state => "state:CHN";
:param limit => 100;
MATCH (:Actor {id: $state})-[e:!RETRACTED]->(:Actor)
WHERE e.action IS NOT NULL
WITH DISTINCT e.action AS action, e.date AS date, e.date_to AS date_to, coalesce(e.statement, e.id) AS event ORDER BY date, event
WITH action, collect({date: date, date_to: date_to, event: event}) AS acts
OPTIONAL MATCH (type:ActionType {code: action})
RETURN action, type.rung AS rung, size(acts) AS acts, acts[0].date AS first, acts[0].event AS first_event, acts[-1].date_to AS last, acts[-1].event AS last_event
ORDER BY first, action
LIMIT $limit
