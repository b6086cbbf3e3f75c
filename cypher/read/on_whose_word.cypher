// title:   On whose word an actor's acts stand
// about:   asserted_by_actor: it says so itself; confirmed; alleged: others say so; inferred.
// param:   actor string  Actor id
// returns: assertion string       On whose word
// returns: acts integer           How many
// returns: disputed integer       How many of them somebody denies
// returns: mean_confidence float  0 to 1
// returns: examples list<string>  Up to three statements
// access:  read
// tags:    claims, evidence
:param actor => "state:RUS";
MATCH (:Actor {id: $actor})-[e:!RETRACTED]->(:Actor)
WHERE e.action IS NOT NULL
WITH DISTINCT coalesce(e.statement, e.id) AS event, e.assertion AS assertion, e.disputed AS disputed, e.confidence AS confidence ORDER BY event
RETURN assertion, count(*) AS acts, count(CASE WHEN disputed THEN 1 END) AS disputed, round(avg(confidence), 3) AS mean_confidence,
  collect(event)[0..3] AS examples
ORDER BY acts DESC, assertion
LIMIT 10
