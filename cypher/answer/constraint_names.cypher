// title:   Names of the constraints and of the indexes that are ready
// returns: names list<string>  Constraints and online indexes
// access:  read
SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN collect(name) AS names
