// title:   Every relationship with the labels and ids of its ends
// returns: type string               Its type
// returns: source string             Id of its start
// returns: source_labels list<string>  Labels of its start
// returns: target string             Id of its end
// returns: target_labels list<string>  Labels of its end
// returns: properties map            Its properties
// access:  read
MATCH (a)-[r]->(b)
RETURN type(r) AS type, coalesce(a.id, a.code) AS source, labels(a) AS source_labels,
  coalesce(b.id, b.code) AS target, labels(b) AS target_labels, properties(r) AS properties
