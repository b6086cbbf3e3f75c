// title:   The records behind an actor, and the names that each gives it
// param:   actor string  Actor id
// param:   limit integer  1..1000  At most so many rows
// returns: record string          The record
// returns: dataset string         Whose it is
// returns: name string            The name there
// returns: kind string            The kind there
// returns: aliases list<string>   All names of the actor here
// access:  read
// tags:    identity, provenance
:param actor => "chronology:apt31";
:param limit => 100;
MATCH (r:Record)-[:DESCRIBES]->(a:Actor {id: $actor})
RETURN r.id AS record, split(r.id, ':')[0] AS dataset, r.name AS name, r.kind AS kind, a.aliases AS aliases
ORDER BY record
LIMIT $limit
