// title:   Ids of the datasets
// returns: ids list<string>  Sorted
// access:  read
RETURN COLLECT { MATCH (d:Dataset) RETURN d.id ORDER BY d.id } AS ids
