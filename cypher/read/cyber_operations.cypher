// title:   Cyber operations against a state's actors: by whom, on whose word, how sure
// param:   state string  Actor id of the state that was hit
// param:   limit integer  1..1000  At most so many rows
// returns: date date              Earliest possible day
// returns: date_to date           Latest possible day
// returns: by string              Who is said to have done it
// returns: against string         Who was hit
// returns: action string          What was done
// returns: published date         When it became public
// returns: words string           The most cautious words about who did it
// returns: claimed_by list<string> Who says so
// returns: event string           The statement
// access:  read
// tags:    cyber, attribution
:param state => "state:GBR";
:param limit => 200;
MATCH (:Actor {id: $state})<-[:PART_OF|NATIONAL_OF|HEADQUARTERED_IN]-{0,4}(x:Actor)<-[e:CYBER_TARGETED]-(by:Actor)
RETURN DISTINCT e.date AS date, e.date_to AS date_to, by.name AS by, x.name AS against, e.action AS action, e.published AS published,
  e.likelihood_words AS words,
  COLLECT { MATCH (a:Actor)-[:CLAIMED]->(:Statement {id: e.statement}) RETURN DISTINCT a.name AS name ORDER BY name } AS claimed_by,
  coalesce(e.statement, e.id) AS event
ORDER BY date, event
LIMIT $limit
