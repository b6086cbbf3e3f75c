// title:   The actors with the most counterparts
// about:   A path through a hub says little: everybody has to do with it.
// param:   limit integer  1..500  At most so many rows
// returns: actor string           Actor id
// returns: name string            Its name
// returns: counterparts integer   Other actors it has an edge with
// returns: out integer            Actions it took
// returns: in integer             Actions taken on it
// access:  read
// tags:    network, actors
:param limit => 20;
MATCH (a:Actor)-[e:!RETRACTED]-(b:Actor)
WITH a, count(DISTINCT b) AS counterparts, count(DISTINCT CASE WHEN startNode(e) = a AND e.action IS NOT NULL THEN coalesce(e.statement, e.id) END) AS out,
  count(DISTINCT CASE WHEN endNode(e) = a AND e.action IS NOT NULL THEN coalesce(e.statement, e.id) END) AS in
RETURN a.id AS actor, a.name AS name, counterparts, out, in
ORDER BY counterparts DESC, actor
LIMIT $limit
