// title:   The statements that make this database's constraints
// returns: statement string  One Cypher statement
// access:  read
SHOW CONSTRAINTS YIELD name, createStatement RETURN createStatement AS statement ORDER BY name
