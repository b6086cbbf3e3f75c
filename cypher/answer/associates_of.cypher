// title:   Who belongs to a group: members, fronts, associates and parts
// param:   id string      Actor id
// returns: actor string   Actor id, the actor itself included
// returns: tie string     Edge id of the tie, empty for the actor itself
// access:  read
MATCH (a:Actor {id: $id})
RETURN a.id AS actor, '' AS tie
UNION ALL
MATCH (a:Actor {id: $id})<-[t:MEMBER_OF|FRONT_FOR|ASSOCIATED_WITH|PART_OF]-(m:Actor)
RETURN m.id AS actor, t.statement AS tie
