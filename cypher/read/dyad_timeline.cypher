// title:   What two states did to each other, whoever acted for them
// about:   Agencies, nationals, firms and groups fold to their state by standing ties, whenever these held; /v1/timeline checks their days.
// param:   a string  Actor id of one state
// param:   b string  Actor id of the other
// param:   since date  First day of the window
// param:   until date  Last day of the window
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
MATCH (x:Actor)-[e]->(y:Actor)
WHERE e.action IS NOT NULL AND type(e) <> 'RETRACTED' AND e.date_to >= date($since) AND e.date <= date($until)
  AND (EXISTS { (x)-[:PART_OF|NATIONAL_OF|HEADQUARTERED_IN]->{0,4}(:State {id: $a}) } AND EXISTS { (y)-[:PART_OF|NATIONAL_OF|HEADQUARTERED_IN]->{0,4}(:State {id: $b}) }
    OR EXISTS { (x)-[:PART_OF|NATIONAL_OF|HEADQUARTERED_IN]->{0,4}(:State {id: $b}) } AND EXISTS { (y)-[:PART_OF|NATIONAL_OF|HEADQUARTERED_IN]->{0,4}(:State {id: $a}) })
WITH e, x, y ORDER BY y.name
RETURN e.date AS date, e.date_to AS date_to, x.name AS by, e.action AS action, collect(y.name) AS against, e.rung AS rung,
  e.assertion AS assertion, e.statement AS event
ORDER BY date, event
