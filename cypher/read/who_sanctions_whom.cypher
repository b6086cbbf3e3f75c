// title:   Which state sanctions whose people and firms, how often, since when
// about:   Targets fold to their state by standing ties. An act that names ten persons counts once.
// param:   limit integer  1..1000  At most so many pairs
// returns: by string              The state that sanctions
// returns: against string         The state of those sanctioned
// returns: acts integer           How many acts
// returns: targets integer        How many parties they name
// returns: first date             Earliest possible day of the first
// returns: last date              Latest possible day of the last
// access:  read
// tags:    sanctions, dyad
:param limit => 100;
MATCH (by:State)-[s:SANCTIONED]->(x:Actor)-[:PART_OF|NATIONAL_OF|HEADQUARTERED_IN]->{0,4}(state:State)
RETURN by.name AS by, state.name AS against, count(DISTINCT coalesce(s.statement, s.id)) AS acts, count(DISTINCT x) AS targets,
  min(s.date) AS first, max(s.date_to) AS last
ORDER BY acts DESC, targets DESC, by, against
LIMIT $limit
