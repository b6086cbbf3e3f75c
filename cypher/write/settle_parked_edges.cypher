// title:   Retract for good what a merge had parked
// about:   The text and size of the action go along, as with every edge that is retracted, and what was last told of the claims about it.
// param:   ids list<string>   Statements
// param:   seq integer        This commit's number
// param:   reason string      changed or withdrawn
// returns: eid integer        An edge
// access:  write
UNWIND $ids AS id
MATCH (:Actor)-[r:RETRACTED {statement: id}]->(:Actor)
WHERE r.reason = 'ends merged'
OPTIONAL MATCH (s:Statement {id: id})
SET r += coalesce(s {.n_claimants, .disputed, .likelihood_words, .likelihood_scheme, .likelihood_low, .likelihood_high, .confidence,
    .source_url, .summary_seq}, {}),
  r.reason = $reason, r.retracted_seq = $seq, r.text = s.text, r.note = s.note, r.unit = s.unit, r.statement_magnitude = s.magnitude
RETURN r.eid AS eid
