// title:   Front companies, whom they stand for, and who acted against them
// param:   limit integer  1..1000  At most so many rows
// returns: front string           The front
// returns: principal string       Whom it stands for
// returns: seat list<string>      The states of its seat
// returns: claimed_by list<string> Who says so, in their words
// returns: acted_against_by list<string> Who sanctioned, banned or indicted the front
// returns: tie string             The statement of the tie
// access:  read
// tags:    ownership, threat actor
:param limit => 200;
MATCH (front:Actor)-[t:FRONT_FOR]->(principal:Actor)
RETURN front.name AS front, principal.name AS principal,
  COLLECT { MATCH (front)-[:HEADQUARTERED_IN]->(s:Actor) RETURN s.name ORDER BY s.name } AS seat,
  COLLECT { MATCH (a:Actor)-[c:CLAIMED]->(:Statement {id: t.statement}) RETURN DISTINCT a.name + coalesce(': ' + c.words, '') AS claim ORDER BY claim } AS claimed_by,
  COLLECT { MATCH (a:Actor)-[:SANCTIONED|BANNED|INDICTED|RESTRICTED_EXPORTS_TO]->(front) RETURN DISTINCT a.name AS name ORDER BY name } AS acted_against_by,
  t.statement AS tie
ORDER BY front, principal
LIMIT $limit
