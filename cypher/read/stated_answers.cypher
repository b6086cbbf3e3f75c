// title:   Which action answers which, as sources state it, and after how many days
// about:   Latency is a range where a date is vague; the response is taken at its source's word.
// param:   a string  Actor id of the side that answers
// param:   b string  Actor id of the side that is answered
// param:   limit integer  1..5000  At most so many rows
// returns: answered string        The earlier action
// returns: answer string          The later action
// returns: days_min integer       Least days between them
// returns: days_max integer       Most days between them
// returns: rung_before integer    How grave the earlier one was
// returns: rung_after integer     How grave the later one was
// returns: words string           The source's words for it, where it has any
// access:  read
// tags:    escalation, responses
:param a => "state:CHN";
:param b => "state:GBR";
:param limit => 200;
MATCH (:Actor {id: $a})-[:INITIATED]->(later:Event)-[r:RESPONDS_TO {basis: 'stated'}]->(earlier:Event)<-[:INITIATED]-(:Actor {id: $b})
RETURN DISTINCT earlier.id AS answered, later.id AS answer,
  duration.inDays(earlier.date_to, later.date).days AS days_min, duration.inDays(earlier.date, later.date_to).days AS days_max,
  earlier.rung AS rung_before, later.rung AS rung_after, r.words AS words
ORDER BY days_min, answer
LIMIT $limit
