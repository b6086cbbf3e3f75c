// title:   Which officials carried out acts of a state, in which office
// param:   state string  Actor id of the state
// param:   limit integer  1..500  At most so many rows
// returns: official string        The person
// returns: office string          The office that the source gives
// returns: date date              Earliest possible day
// returns: action string          What was done
// returns: event string           The statement
// access:  read
// tags:    state, persons
:param state => "state:GBR";
:param limit => 100;
MATCH (:Actor {id: $state})-[:INITIATED]->(e:Event)<-[c:CARRIED_OUT]-(p:Person)
RETURN DISTINCT p.name AS official, c.words AS office, e.date AS date, e.action AS action, e.id AS event
ORDER BY date, event, official
LIMIT $limit
