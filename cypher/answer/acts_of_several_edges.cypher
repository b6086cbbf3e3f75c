// title:   Actions that several edges tell
// about:   Statements with several edges (many parties), or that other statements tell too (SAME_AS).
// returns: eids list<integer>   Edges of the statement
// returns: mates list<integer>  Edges of all statements that tell this act, its own among them
// access:  read
MATCH (s:Event)
WHERE size(s.eids) > 1 OR EXISTS { (s)-[:SAME_AS]-() }
RETURN s.eids AS eids,
  s.eids + COLLECT { MATCH SHORTEST 1 (s)-[:SAME_AS]-+(o:Statement) WHERE o <> s UNWIND o.eids AS eid RETURN eid } AS mates
