// title:   How long it took until an operation was public, and until somebody was named
// about:   Days from the last possible day of the beginning to the first report and to the first claim of who did it.
// param:   limit integer  1..1000  At most so many rows
// returns: event string           The statement
// returns: text string            In a sentence
// returns: days_to_report integer Until the first public report
// returns: days_to_claim integer  Until the first claim
// returns: first_claimant string  Who was first to name the actor
// access:  read
// tags:    attribution, latency
:param limit => 100;
MATCH (e:Event)<-[c:CLAIMED]-(a:Actor)
WHERE e.assertion = 'alleged'
WITH e, c, a ORDER BY c.date, a.name
WITH e, collect({date: c.date, by: a.name})[0] AS first
RETURN e.id AS event, e.text AS text, duration.inDays(e.date_to, e.published).days AS days_to_report,
  duration.inDays(e.date_to, first.date).days AS days_to_claim, first.by AS first_claimant
ORDER BY days_to_claim DESC, event
LIMIT $limit
