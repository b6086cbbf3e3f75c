// title:   Which actions drew the most answers
// about:   Answers are counted once however many they were aimed at; answering states stand beside.
// param:   limit integer  1..500  At most so many rows
// returns: event string           The action that was answered
// returns: text string            In a sentence
// returns: rung integer           How grave
// returns: answers integer        How many actions answer it
// returns: states integer         How many actors answered
// returns: first_day date         Earliest possible day of the first answer
// access:  read
// tags:    responses, coalitions
:param limit => 10;
MATCH (earlier:Event)<-[:RESPONDS_TO]-(later:Event)<-[:INITIATED]-(by:Actor)
WITH earlier, count(DISTINCT later) AS answers, count(DISTINCT by) AS states, min(later.date) AS first_day
RETURN earlier.id AS event, earlier.text AS text, earlier.rung AS rung, answers, states, first_day
ORDER BY answers DESC, event
LIMIT $limit
