// title:   Take the participants off some statements
// param:   ids list<string>  Statement ids
// access:  write
UNWIND $ids AS id
MATCH (s:Statement {id: id})-[p:INITIATED|TARGETED|CARRIED_OUT|ADDRESSED|HAS_TIE|TIES_TO]-(:Actor)
DELETE p
