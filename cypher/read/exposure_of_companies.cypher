// title:   A state's companies under measures of others
// param:   state string  Actor id of the state of their seat
// param:   limit integer  1..2000  At most so many rows
// returns: company string         The company
// returns: by string              Who took the measure
// returns: action string          Which
// returns: date date              Earliest possible day
// returns: status string          announced, in_force, executed or ended
// returns: answers list<string>   The actions that it answers
// returns: event string           The statement
// access:  read
// tags:    companies, technology
:param state => "state:USA";
:param limit => 200;
MATCH (:Actor {id: $state})<-[:HEADQUARTERED_IN]-(c:Company)<-[e:SANCTIONED|BANNED|RESTRICTED_EXPORTS_TO|INVESTIGATED|SEIZED]-(by:Actor)
RETURN c.name AS company, by.name AS by, e.action AS action, e.date AS date, e.status AS status,
  COLLECT { MATCH (:Statement {id: e.statement})-[:RESPONDS_TO]->(x:Event) RETURN x.id ORDER BY x.id } AS answers, coalesce(e.statement, e.id) AS event
ORDER BY date, company
LIMIT $limit
