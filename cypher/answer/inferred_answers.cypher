// title:   Which actions answer which, as Retorsion inferred and wrote down
// returns: event string        The action that answers
// returns: answers string      The action answered
// returns: method string       How it was inferred
// returns: version string      Version of the method
// returns: confidence float    Its probability
// returns: words string        What speaks for it
// access:  read
MATCH (e:Event)-[r:RESPONDS_TO]->(before:Event)
WHERE r.method IS NOT NULL
RETURN e.id AS event, before.id AS answers, r.method AS method, r.version AS version, r.confidence AS confidence, r.words AS words
ORDER BY event, answers
