// title:   What answered an action, after how many days, and on whose word
// param:   event string  Statement id of the action
// param:   limit integer  1..1000  At most so many rows
// returns: answer string          The later action
// returns: by list<string>        Who answered
// returns: action string          What was done
// returns: days_min integer       Least days between them
// returns: days_max integer       Most days between them
// returns: steps_up integer       Rungs above the action that is answered; ordinal
// returns: basis string           stated or inferred
// returns: words string           The source's words
// access:  read
// tags:    escalation, responses
:param event => "chronology:us-pelosi-taiwan-2022";
:param limit => 100;
MATCH (earlier:Statement {id: $event})<-[r:RESPONDS_TO]-(later:Event)
RETURN later.id AS answer, COLLECT { MATCH (a:Actor)-[:INITIATED]->(later) RETURN a.name ORDER BY a.name } AS by, later.action AS action,
  duration.inDays(earlier.date_to, later.date).days AS days_min, duration.inDays(earlier.date, later.date_to).days AS days_max,
  later.rung - earlier.rung AS steps_up, r.basis AS basis, r.words AS words
ORDER BY days_min, answer
LIMIT $limit
