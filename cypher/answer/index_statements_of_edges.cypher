// title:   Statements of edges of one type
// about:   EDGE_TYPE stands for the type.
// param:   windows list<list<integer>>  From and until (not in) which edge number
// returns: ids list<string>             Ids of the statements
// access:  read
UNWIND $windows AS window
CALL (window) {
  MATCH ()-[x:EDGE_TYPE]->()
  WHERE x.eid >= window[0] AND x.eid < window[1] AND x.statement IS NOT NULL
  RETURN x.statement AS id
}
RETURN collect(DISTINCT id) AS ids
