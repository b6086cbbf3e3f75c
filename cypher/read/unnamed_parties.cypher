// title:   Parties that a source tells of without a name
// about:   Never merged by name: two groups of four officials may be eight people.
// param:   limit integer  1..5000  At most so many rows
// returns: actor string           Actor id
// returns: words string           How the source calls them
// returns: state list<string>     The states that the source gives for them
// returns: events list<string>    The actions that they take part in
// access:  read
// tags:    actors, gaps
:param limit => 200;
MATCH (g:Group {unnamed: true})
RETURN g.id AS actor, g.name AS words, COLLECT { MATCH (g)-[:NATIONAL_OF]->(s:Actor) RETURN s.name ORDER BY s.name } AS state,
  COLLECT { MATCH (g)-[:INITIATED|TARGETED]-(e:Event) RETURN DISTINCT e.id AS id ORDER BY id } AS events
ORDER BY actor
LIMIT $limit
