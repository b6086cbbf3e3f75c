// title:   Every node that tells something about the world, by label and id
// about:   Bookkeeping (loads, commits, the ingest state) is left out.
// returns: labels list<string>  Its labels, sorted
// returns: id string            Its id, or an action type's code
// returns: properties map       Its properties
// access:  read
MATCH (n)
WHERE NOT n:Load AND NOT n:Commit AND NOT n:IngestState AND NOT n:RetorsionTest
RETURN COLLECT { UNWIND labels(n) AS label RETURN label ORDER BY label } AS labels, coalesce(n.id, n.code) AS id, properties(n) AS properties
