// title:   Set actors to what their records say
// param:   rows list<map>      id, kind, properties
// param:   kinds list<string>  Every kind of the vocabulary: an actor has one of them as its label
// access:  write
UNWIND $rows AS row
MATCH (a:Actor {id: row.id})
REMOVE a:$($kinds)
SET a = row.properties, a:$(row.kind)
