// title:   Everything that is served of some actors
// about:   Folds are the paths of ties by which an actor stands for a state; the Python side chooses and multiplies.
// param:   ids list<string>       Actor ids
// param:   as_of date = null      Day by which an alleged tie was public
// returns: id string              Actor id
// returns: actor map              Its properties
// returns: folds list<map>        state, and ties: id, statement, type, confidence, assertion, disputed, valid_from, valid_to
// access:  read
UNWIND $ids AS id
MATCH (a:Actor {id: id})
RETURN a.id AS id, properties(a) AS actor, COLLECT {
  MATCH p = (a) ((x:Actor)-[t:PART_OF|NATIONAL_OF|HEADQUARTERED_IN|CONTROLS]-(y:Actor)
    WHERE NOT x:State AND (type(t) = 'CONTROLS') = (endNode(t) = x)
      AND ($as_of IS NULL OR t.assertion = 'confirmed' OR t.published IS NULL OR t.published <= $as_of)){1,4} (s:State)
  RETURN {state: s.id, ties: [r IN relationships(p) | r {.id, .statement, .confidence, .assertion, .disputed, .valid_from, .valid_to, type: type(r)}]}
} AS folds
