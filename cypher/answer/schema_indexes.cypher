// title:   The statements that make this database's indexes
// about:   Without those that come with a constraint, and those of labels and types, which are always there.
// returns: statement string  One Cypher statement
// access:  read
SHOW INDEXES YIELD name, type, owningConstraint, createStatement
WHERE owningConstraint IS NULL AND type <> 'LOOKUP'
RETURN createStatement AS statement ORDER BY name
