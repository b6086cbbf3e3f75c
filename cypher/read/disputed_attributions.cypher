// title:   Actions and ties that somebody denies
// param:   limit integer  1..5000  At most so many rows
// returns: statement string       Which action or tie
// returns: text string            In a sentence
// returns: claimed_by list<string> Who says so, in their words
// returns: denied_by list<string> Who denies it
// returns: date date              Earliest possible day of the action
// access:  read
// tags:    claims, denials
:param limit => 200;
MATCH (s:Statement)
WHERE EXISTS { (:Actor)-[:DENIED]->(s) }
RETURN s.id AS statement, s.text AS text,
  COLLECT { MATCH (a:Actor)-[c:CLAIMED]->(s) RETURN DISTINCT a.name + coalesce(': ' + c.words, '') AS claim ORDER BY claim } AS claimed_by,
  COLLECT { MATCH (a:Actor)-[:DENIED]->(s) RETURN DISTINCT a.name AS name ORDER BY name } AS denied_by,
  s.date AS date
ORDER BY date, statement
LIMIT $limit
