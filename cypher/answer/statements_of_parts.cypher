// title:   Statements of some parts of a dataset
// param:   dataset string      Dataset id
// param:   parts list<string>  Parts (files)
// returns: id string           Statement id
// access:  read
MATCH (s:Statement {dataset: $dataset})
WHERE s.part IN $parts
RETURN s.id AS id
