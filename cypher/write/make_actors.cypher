// title:   Turn merged actors into actors again
// about:   What they are called follows from their records, which are moved after this.
// param:   ids list<string>   Ids
// access:  write
UNWIND $ids AS id
MATCH (m:Merged {id: id})
OPTIONAL MATCH (m)-[before:MERGED_INTO]->()
DELETE before
REMOVE m:Merged
SET m:Actor
