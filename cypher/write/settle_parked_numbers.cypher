// title:   Retract for good some edges of a stream that a merge had parked
// param:   eids list<integer>   Edges
// param:   seq integer          This commit's number
// param:   reason string        changed
// access:  write
UNWIND $eids AS eid
MATCH (:Actor)-[r:RETRACTED {eid: eid}]->(:Actor)
WHERE r.reason = 'ends merged'
SET r.reason = $reason, r.retracted_seq = $seq
