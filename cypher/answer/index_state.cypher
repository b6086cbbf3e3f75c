// title:   The version of the graph, and how many edges of each type it should have and has
// about:   The write door keeps count of live edges; the database counts for itself. Where the two differ, somebody else has written.
// returns: epoch string        Renewed by import and restore
// returns: seq integer         The last commit
// returns: next_eid integer    The first edge number not given yet
// returns: kept map            The ingest state; `count_TYPE` is what the write door counted
// returns: counted list<map>   type, n: what the database counts
// access:  read
MATCH (s:IngestState {id: 1})
CALL db.stats.retrieve('GRAPH COUNTS') YIELD data
RETURN s.epoch AS epoch, s.seq AS seq, s.next_eid AS next_eid, properties(s) AS kept, COLLECT {
    UNWIND data.relationships AS r
    WITH r WHERE r.relationshipType IS NOT NULL AND r.startLabel IS NULL AND r.endLabel IS NULL
    RETURN {type: r.relationshipType, n: r.count}
  } AS counted
