// title:   Which statements some denials are about
// param:   ids list<string>   Ids of denials
// returns: statement string   Statement id
// access:  read
UNWIND $ids AS id
MATCH (:Actor)-[:DENIED {id: id}]->(s:Statement)
RETURN DISTINCT s.id AS statement
