// title:   Persons whom a state indicted, and what ties them to groups and firms
// param:   state string  Actor id of the state
// param:   limit integer  1..2000  At most so many rows
// returns: person string          The person
// returns: date date              Earliest possible day
// returns: tied_to list<string>   Groups, firms and offices, with the tie
// returns: national_of list<string> Citizenship
// returns: event string           The statement
// access:  read
// tags:    law, threat actor
:param state => "state:USA";
:param limit => 200;
MATCH (:Actor {id: $state})-[e:INDICTED]->(p:Person)
RETURN p.name AS person, e.date AS date,
  COLLECT { MATCH (p)-[t:MEMBER_OF|ASSOCIATED_WITH|OFFICER_OF|PART_OF|ACTS_FOR]->(g:Actor) RETURN type(t) + ' ' + g.name AS tie ORDER BY tie } AS tied_to,
  COLLECT { MATCH (p)-[:NATIONAL_OF]->(s:Actor) RETURN s.name ORDER BY s.name } AS national_of, coalesce(e.statement, e.id) AS event
ORDER BY date, person
LIMIT $limit
