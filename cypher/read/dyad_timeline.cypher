// title:   What two states did to each other, whoever acted for them
// about:   Agencies, nationals, firms and groups fold to their state by standing ties, whenever these held; /v1/timeline checks their days.
// param:   a string  Actor id of one state
// param:   b string  Actor id of the other
// param:   since date  First day of the window
// param:   until date  Last day of the window
// param:   limit integer  1..5000  At most so many rows
// returns: date date              Earliest possible day
// returns: date_to date           Latest possible day
// returns: by string              Who acted
// returns: action string          What was done
// returns: against list<string>   To whom
// returns: rung integer           How grave, -3 to 10
// returns: assertion string       Whether the actor says so, or others
// returns: event string           The statement
// access:  read
// tags:    dyad, timeline
:param a => "state:CHN";
:param b => "state:GBR";
:param since => "2020-01-01";
:param until => "2024-12-31";
:param limit => 500;
MATCH (:Actor {id: $a})<-[:PART_OF|NATIONAL_OF|HEADQUARTERED_IN]-{0,4}(x:Actor)-[e:!RETRACTED]-(y:Actor)
  -[:PART_OF|NATIONAL_OF|HEADQUARTERED_IN]->{0,4}(:Actor {id: $b})
WHERE e.action IS NOT NULL AND e.date_to >= date($since) AND e.date <= date($until)
WITH DISTINCT e, startNode(e) AS by, endNode(e) AS against ORDER BY against.name
RETURN e.date AS date, e.date_to AS date_to, by.name AS by, e.action AS action, collect(against.name) AS against, e.rung AS rung,
  e.assertion AS assertion, coalesce(e.statement, e.id) AS event
ORDER BY date, event
LIMIT $limit
