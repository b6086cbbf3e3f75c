// title:   Statements that cite some sources
// param:   sources list<string>  Source ids
// returns: id string             Statement id
// access:  read
UNWIND $sources AS source
MATCH (s:Statement)-[:REPORTED_IN]->(:Source {id: source})
RETURN DISTINCT s.id AS id
