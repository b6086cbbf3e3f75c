// title:   Content hashes of records and sources that are stored
// param:   records list<string>  Record ids
// param:   sources list<string>  Source ids
// returns: id string             Record or source id
// returns: hash string           Its content hash
// access:  read
UNWIND $records AS id MATCH (n:Record {id: id}) RETURN n.id AS id, n.hash AS hash
UNION ALL
UNWIND $sources AS id MATCH (n:Source {id: id}) RETURN n.id AS id, n.hash AS hash
