// title:   Actions that rest on a single origin
// about:   The weakest first: where one report falls, these fall with it.
// param:   min_rung integer  -3..10  Only acts at least so grave
// param:   limit integer  1..2000  At most so many rows
// returns: event string           The statement
// returns: text string            In a sentence
// returns: rung integer           How grave
// returns: publisher string       Who published the source
// returns: reliability string     Admiralty grade of the source, A to F
// returns: confidence float       0 to 1
// access:  read
// tags:    evidence, sources
:param min_rung => 5;
:param limit => 100;
MATCH (e:Event)
WHERE e.rung >= $min_rung
MATCH (e)-[:REPORTED_IN]->(s:Source)
WITH e, collect(s) AS sources, count(DISTINCT coalesce(s.origin, s.id)) AS origins
WHERE origins = 1
RETURN e.id AS event, e.text AS text, e.rung AS rung, sources[0].publisher AS publisher, sources[0].reliability AS reliability, e.confidence AS confidence
ORDER BY confidence, event
LIMIT $limit
