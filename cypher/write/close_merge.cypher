// title:   Note that a merge or split has come to its end
// param:   id string   Its id
// access:  write
MATCH (m:Merge {id: $id})
DELETE m
