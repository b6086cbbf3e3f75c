// title:   Every edge between two actors, with each source that bears it
// param:   a string  Actor id of one end
// param:   b string  Actor id of the other
// param:   limit integer  1..2000  At most so many rows
// returns: date date              Earliest possible day; absent on ties
// returns: by string              Where the edge begins
// returns: edge_type string       The edge's type
// returns: statement string       The statement
// returns: source string          Title of the source
// returns: publisher string       Who published it
// returns: published date         When
// returns: grade string           Admiralty grade
// access:  read
// tags:    evidence, dyad
:param a => "state:GBR";
:param b => "chronology:wuhan-xrz";
:param limit => 200;
MATCH (:Actor {id: $a})-[e:!RETRACTED]-(:Actor {id: $b})
OPTIONAL MATCH (:Statement {id: e.statement})-[r:REPORTED_IN]->(s:Source)
RETURN e.date AS date, startNode(e).name AS by, type(e) AS edge_type, e.statement AS statement, s.title AS source, s.publisher AS publisher,
  s.published AS published, s.reliability + r.credibility AS grade
ORDER BY date, statement, published, source
LIMIT $limit
