// title:   Whom the United Kingdom sanctioned
// about:   The shortest question: an act of state is an edge from the state. sanctions_by_state asks it of any state.
// returns: x.name string    Name of the party that was sanctioned
// returns: s.date date      Earliest possible day
// returns: s.action string  Which sanction
// access:  read
// tags:    sanctions, state
MATCH (:State {id:'state:GBR'})-[s:SANCTIONED]->(x) RETURN x.name, s.date, s.action
