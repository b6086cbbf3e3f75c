// title:   The ingest state, as it is stored
// returns: state map  Properties
// access:  read
MATCH (s:IngestState {id: 1})
RETURN properties(s) AS state
