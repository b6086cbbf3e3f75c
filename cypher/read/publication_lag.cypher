// title:   Acts that became public long after they happened
// about:   Days from the last possible day of the act to the first public report.
// param:   min_days integer  0..100000  Only lags at least so long
// param:   limit integer  1..2000  At most so many rows
// returns: event string           The statement
// returns: text string            In a sentence
// returns: happened date          Latest possible day
// returns: published date         First public report known
// returns: days integer           Between the two
// access:  read
// tags:    clocks
:param min_days => 5;
:param limit => 100;
MATCH (e:Event)
WHERE e.published > e.date_to
WITH e, duration.inDays(e.date_to, e.published).days AS days
WHERE days >= $min_days
RETURN e.id AS event, e.text AS text, e.date_to AS happened, e.published AS published, days
ORDER BY days DESC, event
LIMIT $limit
