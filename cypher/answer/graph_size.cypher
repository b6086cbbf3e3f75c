// title:   How large the graph is, from the database's own counts
// returns: nodes integer          All nodes
// returns: relationships integer  All relationships
// access:  read
CALL () { MATCH (n) RETURN count(n) AS nodes }
CALL () { MATCH ()-[r]->() RETURN count(r) AS relationships }
RETURN nodes, relationships
