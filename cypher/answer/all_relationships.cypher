// title:   Every relationship, with the ids of its ends
// returns: type string       Its type
// returns: source string     Id of its start
// returns: target string     Id of its end
// returns: properties map    Its properties
// access:  read
MATCH (a)-[r]->(b)
RETURN type(r) AS type, coalesce(a.id, a.code) AS source, coalesce(b.id, b.code) AS target, properties(r) AS properties
