// title:   Acts that several datasets tell of, counted once
// param:   limit integer  1..2000  At most so many rows
// returns: event string           One statement
// returns: also string            The other that tells of the same act
// returns: text string            In a sentence
// access:  read
// tags:    identity, provenance
:param limit => 200;
MATCH (a:Statement)-[:SAME_AS]->(b:Statement)
RETURN a.id AS event, b.id AS also, a.text AS text
ORDER BY event, also
LIMIT $limit
