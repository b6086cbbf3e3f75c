// title:   Chains of answers that begin with an action
// about:   Each step answers the one before; the rungs tell whether the chain climbs. Inferred steps count only where they are asked for.
// param:   event string  Statement id of the first action
// param:   basis string  stated|any  stated: at a source's word alone; any: inferred ones too
// param:   max_steps integer  1..6  Longest chain
// param:   limit integer  1..1000  At most so many chains
// returns: steps list<string>     The statements, the first action first
// returns: actors list<string>    Who acted at each step
// returns: actions list<string>   What was done at each step
// returns: rungs list<integer>    How grave each step was
// returns: first date             Earliest possible day of the first action
// returns: last date              Latest possible day of the last one
// access:  read
// tags:    escalation, responses
:param event => "chronology:ru-skripal-2018";
:param basis => "stated";
:param max_steps => 4;
:param limit => 10;
MATCH p = (first:Statement {id: $event}) (()<-[r:RESPONDS_TO]-() WHERE r.basis = $basis OR $basis = 'any'){1,6} (last:Event)
WHERE length(p) <= $max_steps
WITH nodes(p) AS steps, first, last
RETURN [s IN steps | s.id] AS steps,
  [s IN steps | COLLECT { MATCH (a:Actor)-[:INITIATED]->(s) RETURN a.name ORDER BY a.name }[0]] AS actors,
  [s IN steps | s.action] AS actions, [s IN steps | s.rung] AS rungs, first.date AS first, last.date_to AS last
ORDER BY size(steps) DESC, steps
LIMIT $limit
