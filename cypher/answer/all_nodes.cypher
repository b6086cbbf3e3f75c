// title:   Every node that tells something about the world
// about:   Bookkeeping (loads, commits, the ingest state, who judged what) is left out: loading twice must leave the same graph.
// returns: labels list<string>  Its labels, sorted
// returns: properties map       Its properties
// access:  read
MATCH (n)
WHERE NOT n:Load AND NOT n:Commit AND NOT n:IngestState AND NOT n:Judgement AND NOT n:Question AND NOT n:Merge AND NOT n:RetorsionTest
RETURN COLLECT { UNWIND labels(n) AS label RETURN label ORDER BY label } AS labels, properties(n) AS properties
