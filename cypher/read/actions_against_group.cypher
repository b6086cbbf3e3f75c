// title:   Who acted against a group and the people and firms tied to it
// about:   Members, fronts, associates and parts count as the group; one row for each action, however many of them it names.
// param:   group string  Actor id of the group
// param:   since date  First day of the window
// param:   until date  Last day of the window
// param:   limit integer  1..5000  At most so many rows
// returns: date date              Earliest possible day
// returns: by string              Who acted
// returns: action string          What was done
// returns: against list<string>   Whom it names
// returns: event string           The statement
// access:  read
// tags:    threat actor, responses
:param group => "chronology:apt31";
:param since => "2024-03-01";
:param until => "2024-03-31";
:param limit => 500;
MATCH (g:Actor {id: $group})
MATCH (g)<-[:MEMBER_OF|FRONT_FOR|ASSOCIATED_WITH|PART_OF]-{0,1}(x:Actor)
MATCH (by:Actor)-[a]->(x)
WHERE a.action IS NOT NULL AND type(a) <> 'RETRACTED' AND a.date_to >= date($since) AND a.date <= date($until)
WITH a.statement AS event, a.date AS date, by.name AS by, a.action AS action, x.name AS name ORDER BY name
RETURN date, by, action, collect(DISTINCT name) AS against, event
ORDER BY date, by, event
LIMIT $limit
