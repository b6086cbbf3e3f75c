// title:   Tell readers what this transaction did
// about:   The outbox: added, retracted and changed are edge numbers (eid). counts changes the number of live edges by type.
// param:   seq integer            This commit's number
// param:   load string            The load it belongs to
// param:   added list<integer>    Edges that are new
// param:   retracted list<integer>  Edges no longer believed
// param:   changed list<integer>  Edges whose summary of claims changed
// param:   weighed list<integer>    Edges whose claims were looked at anew, with the same summary in the end
// param:   types list<string>       Types of the new edges
// param:   actors list<string>      Actors that are new or have changed
// param:   renamed list<string>     Pairs of actor ids, from and into
// param:   next_eid integer       The first edge number not given yet
// param:   counts list<map>       type, delta
// access:  write
MATCH (s:IngestState {id: 1})
SET s.next_eid = $next_eid
CREATE (:Commit {seq: $seq, at: datetime({timezone: 'UTC'}), load: $load, added: $added, retracted: $retracted, changed: $changed,
  weighed: $weighed, types: $types, actors: $actors, renamed: $renamed})
WITH s UNWIND $counts AS row
SET s['count_' + row.type] = coalesce(s['count_' + row.type], 0) + row.delta
