// title:   Who stands for an actor by folding ties
// about:   PART_OF, NATIONAL_OF and HEADQUARTERED_IN upwards, CONTROLS downwards; never through another state.
// param:   id string          Actor id, usually a state
// param:   as_of date = null  Day by which an alleged tie was public
// returns: actor string       Actor id, the actor itself included
// returns: ties list<map>     The ties by which it folds, nearest to the actor asked for first
// access:  read
MATCH (s:Actor {id: $id})
RETURN s.id AS actor, [] AS ties
UNION ALL
MATCH p = (s:Actor {id: $id}) ((y:Actor)-[t:PART_OF|NATIONAL_OF|HEADQUARTERED_IN|CONTROLS]-(x:Actor)
  WHERE NOT x:State AND (type(t) = 'CONTROLS') = (endNode(t) = x)
    AND ($as_of IS NULL OR t.assertion = 'confirmed' OR t.published IS NULL OR t.published <= $as_of)){1,4} (m:Actor)
RETURN m.id AS actor, [r IN relationships(p) | r {.id, .statement, .confidence, .assertion, .disputed, .valid_from, .valid_to, type: type(r)}] AS ties
