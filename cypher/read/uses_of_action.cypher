// title:   Every use of an action, by whom, against whom
// param:   action string  Code of the action; action_scale lists them
// param:   since date  First day of the window
// param:   until date  Last day of the window
// param:   limit integer  1..1000  At most so many rows
// returns: date date              Earliest possible day
// returns: by list<string>        Who did it
// returns: against list<string>   To whom
// returns: magnitude float        How many, where that is known
// returns: unit string            Of what
// returns: event string           The statement
// access:  read
// tags:    actions, timeline
:param action => "consulate_closure";
:param since => "2000-01-01";
:param until => "2030-12-31";
:param limit => 200;
MATCH (e:Event {action: $action})
WHERE e.date_to >= date($since) AND e.date <= date($until)
RETURN e.date AS date, COLLECT { MATCH (a:Actor)-[:INITIATED]->(e) RETURN DISTINCT a.name AS name ORDER BY name } AS by,
  COLLECT { MATCH (e)-[:TARGETED]->(a:Actor) RETURN DISTINCT a.name AS name ORDER BY name } AS against, e.magnitude AS magnitude, e.unit AS unit, e.id AS event
ORDER BY date, event
LIMIT $limit
