// title:   Threat actors that somebody lays at a state's door
// about:   The tie, who claims it in which words, and who denies it: an attribution is never shown without its claimant.
// param:   state string  Actor id of the state
// param:   limit integer  1..1000  At most so many rows
// returns: group string           The threat actor
// returns: tie string             The first tie that leads to the state
// returns: by_way_of list<string> Actors between the group and the state
// returns: claimed_by list<string> Who says so, in their words
// returns: denied_by list<string> Who denies it
// returns: statement string       The statement of the first tie
// access:  read
// tags:    attribution, threat actor
:param state => "state:CHN";
:param limit => 100;
MATCH p = (:Actor {id: $state})<-[:PART_OF|ACTS_FOR|ATTRIBUTED_TO|CONTROLS]-{1,3}(g:ThreatActor)
WITH g, p, last(relationships(p)) AS t
RETURN g.name AS group, type(t) AS tie, [n IN nodes(p)[1..-1] | n.name] AS by_way_of,
  COLLECT { MATCH (a:Actor)-[c:CLAIMED]->(:Statement {id: t.statement}) RETURN DISTINCT a.name + coalesce(': ' + c.words, '') AS claim ORDER BY claim } AS claimed_by,
  COLLECT { MATCH (a:Actor)-[:DENIED]->(:Statement {id: t.statement}) RETURN DISTINCT a.name AS name ORDER BY name } AS denied_by,
  t.statement AS statement
ORDER BY group, by_way_of, tie
LIMIT $limit
