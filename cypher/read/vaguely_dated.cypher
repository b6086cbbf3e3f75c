// title:   Acts whose day is not known exactly
// param:   limit integer  1..2000  At most so many rows
// returns: event string           The statement
// returns: date date              Earliest possible day
// returns: date_to date           Latest possible day
// returns: days integer           How many days are possible
// returns: text string            In a sentence
// access:  read
// tags:    clocks
:param limit => 100;
MATCH (e:Event)
WHERE e.date < e.date_to
RETURN e.id AS event, e.date AS date, e.date_to AS date_to, duration.inDays(e.date, e.date_to).days + 1 AS days, e.text AS text
ORDER BY days DESC, event
LIMIT $limit
