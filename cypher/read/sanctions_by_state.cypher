// title:   Whom a state sanctioned
// about:   Every sanction of a state in time order: asset freezes, travel bans, embargoes. In Browser: MATCH (:State {id:'state:GBR'})-[s:SANCTIONED]->(x) RETURN x.name, s.date, s.action
// param:   state string  Actor id of the state
// param:   limit integer  1..5000  At most so many rows
// returns: target string          Name of the party that was sanctioned
// returns: kind string            Its kind
// returns: date date              Earliest possible day
// returns: action string          Which sanction
// returns: organ string           The organ that did it, as its record's id
// returns: event string           The statement, for its evidence
// access:  read
// tags:    sanctions, state
:param state => "state:GBR";
:param limit => 1000;
MATCH (:Actor {id: $state})-[s:SANCTIONED]->(x:Actor)
RETURN x.name AS target, x.kind AS kind, s.date AS date, s.action AS action, s.organ AS organ, s.statement AS event
ORDER BY date, target
LIMIT $limit
