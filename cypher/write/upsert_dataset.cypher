// title:   Write what a dataset is
// param:   dataset map  id and properties
// access:  write
MERGE (d:Dataset {id: $dataset.id})
SET d = $dataset
