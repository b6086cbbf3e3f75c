// title:   Actors with their records, as they are stored
// param:   ids list<string>     Actor ids
// returns: labels list<string>  Labels of the actor, sorted
// returns: actor map            Its properties
// returns: records list<map>    record (properties), describes (properties)
// access:  read
UNWIND $ids AS id
MATCH (a:Actor {id: id})
RETURN COLLECT { UNWIND labels(a) AS label RETURN label ORDER BY label } AS labels, properties(a) AS actor,
  [(r:Record)-[d:DESCRIBES]->(a) | {record: properties(r), describes: properties(d)}] AS records
