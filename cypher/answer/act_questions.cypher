// title:   Pairs of actions that nobody has judged yet, the likeliest first
// about:   Those that are said to tell one act by now, or are no longer told, are left out.
// param:   skip integer = 0      How many to leave out
// param:   limit integer = 50    How many
// returns: a string              An action
// returns: b string              Another
// returns: score float           Bits above even odds
// returns: features list<string> What speaks for and against
// returns: of list<map>          The two: id, name, action, days, dataset, by, on, read in
// access:  read
MATCH (q:Question {about: 'act'})
WHERE NOT EXISTS {
  MATCH (j:Judgement)
  WHERE j.a IN [q.a, q.b] AND j.b IN [q.a, q.b] AND j.about = 'act' AND j.who <> 'retorsion' AND j.undone_at IS NULL
}
MATCH (a:Statement {id: q.a})
MATCH (b:Statement {id: q.b})
WHERE NOT EXISTS { MATCH SHORTEST 1 (a)-[:SAME_AS]-+(b) }
WITH q, a, b ORDER BY q.score DESC, q.a, q.b SKIP $skip LIMIT $limit
RETURN q.a AS a, q.b AS b, q.score AS score, q.features AS features,
  [s IN [a, b] | {
    id: s.id, name: s.text, action: s.action, dataset: s.dataset,
    days: toString(s.date) + CASE WHEN s.date = s.date_to THEN '' ELSE '..' + toString(s.date_to) END,
    by: [(x:Actor)-[:INITIATED]->(s) | x.name], on: [(s)-[:TARGETED]->(y:Actor) | y.name],
    `read in`: [(s)-[:REPORTED_IN]->(o:Source) | o.title]
  }] AS of
