// title:   How many nodes of each kind, and how many edges of each type
// param:   labels list<string>  Labels
// returns: labels list<map>     label, n
// returns: state map            The ingest state, with a count for each edge type
// access:  read
MATCH (s:IngestState {id: 1})
RETURN COLLECT {
    UNWIND $labels AS label
    RETURN {label: label, n: COUNT { MATCH (n:$(label)) }} ORDER BY label
  } AS labels, properties(s) AS state
