// title:   Keep edges that are no longer believed as RETRACTED, and take them out of their type
// about:   EDGE_TYPE stands for the type. The text and size of the action go along, so that what we said then can be shown.
// param:   eids list<integer>  Edges
// param:   seq integer         This commit's number
// param:   reason string       changed or withdrawn
// returns: retracted integer   How many there were
// access:  write
UNWIND $eids AS eid
MATCH (a:Actor)-[e:EDGE_TYPE {eid: eid}]->(b:Actor)
OPTIONAL MATCH (s:Statement {id: e.statement})
CREATE (a)-[r:RETRACTED]->(b)
SET r = properties(e), r.was = type(e), r.retracted_seq = $seq, r.reason = $reason,
  r.text = s.text, r.note = s.note, r.unit = s.unit, r.statement_magnitude = s.magnitude
DELETE e
RETURN count(r) AS retracted
