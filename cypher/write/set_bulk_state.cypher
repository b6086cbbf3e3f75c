// title:   Bring the ingest state to what a bulk load did
// about:   A new life of the database: readers begin anew. counts changes the number of live edges by type.
// param:   epoch string       A random name
// param:   seq integer        The last commit
// param:   next_eid integer   The first edge number not given yet
// param:   counts list<map>   type, delta
// access:  write
MATCH (s:IngestState {id: 1})
SET s.epoch = $epoch, s.seq = $seq, s.next_eid = $next_eid
WITH s UNWIND $counts AS row
SET s['count_' + row.type] = coalesce(s['count_' + row.type], 0) + row.delta
