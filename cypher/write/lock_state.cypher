// title:   Take the write lock and the next number
// about:   First statement of every write: the lock makes the order of commits the order of seq.
// returns: seq integer       This commit's number
// returns: next_eid integer  The first edge number not given yet
// access:  write
MATCH (s:IngestState {id: 1}) SET s.seq = s.seq + 1
RETURN s.seq AS seq, s.next_eid AS next_eid
