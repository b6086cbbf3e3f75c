// title:   Datasets, as they are stored
// returns: dataset map  Properties
// access:  read
MATCH (d:Dataset)
RETURN properties(d) AS dataset
ORDER BY d.id
