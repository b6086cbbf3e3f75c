// title:   The people and firms tied to a group, and on whose word
// param:   group string  Actor id of the group
// param:   limit integer  1..1000  At most so many rows
// returns: name string            Person or firm
// returns: kind string            Its kind
// returns: tie string             How it is tied to the group
// returns: assertion string       Whether that is confirmed or alleged
// returns: claimed_by list<string> Who says so
// returns: statement string       The statement of the tie
// access:  read
// tags:    threat actor, ties
:param group => "chronology:apt31";
:param limit => 200;
MATCH (:Actor {id: $group})<-[t:MEMBER_OF|FRONT_FOR|ASSOCIATED_WITH|PART_OF|OFFICER_OF|ACTS_FOR]-(x:Actor)
RETURN x.name AS name, x.kind AS kind, type(t) AS tie, t.assertion AS assertion,
  COLLECT { MATCH (a:Actor)-[:CLAIMED]->(:Statement {id: t.statement}) RETURN DISTINCT a.name AS name ORDER BY name } AS claimed_by, t.statement AS statement
ORDER BY name, tie
LIMIT $limit
