// title:   What statements tell of the claims about them
// param:   ids list<string>   Statement ids
// returns: id string          Statement id
// returns: summary map        Its properties that its edges have too
// access:  read
UNWIND $ids AS id
MATCH (s:Statement {id: id})
RETURN s.id AS id, s {.n_claimants, .disputed, .likelihood_words, .likelihood_scheme, .likelihood_low, .likelihood_high, .confidence,
  .source_url, .summary_seq} AS summary
