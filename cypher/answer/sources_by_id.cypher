// title:   Some sources
// param:   ids list<string>  Source ids
// returns: source map        Properties
// access:  read
UNWIND $ids AS id
MATCH (s:Source {id: id})
RETURN properties(s) AS source
