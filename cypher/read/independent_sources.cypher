// title:   How many reports bear an actor's actions, and how many of them are independent
// about:   Reports that repeat one another share an origin: ten articles on one press release are one.
// param:   actor string  Actor id
// param:   limit integer  1..2000  At most so many rows
// returns: event string           The statement
// returns: date date              Earliest possible day
// returns: reports integer        Sources that tell of it
// returns: origins integer        Independent ones among them
// returns: first_report date      When the first was published
// access:  read
// tags:    evidence, sources
:param actor => "chronology:apt31";
:param limit => 200;
MATCH (:Actor {id: $actor})-[:INITIATED|TARGETED]-(e:Event)
MATCH (e)-[:REPORTED_IN]->(s:Source)
RETURN e.id AS event, e.date AS date, count(DISTINCT s) AS reports, count(DISTINCT coalesce(s.origin, s.id)) AS origins, min(s.published) AS first_report
ORDER BY date, event
LIMIT $limit
