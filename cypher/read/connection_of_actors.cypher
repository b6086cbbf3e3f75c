// title:   How two actors are connected, by actions and ties, whichever way they point
// about:   Only edges between actors are walked, so that a shared source or event is no connection.
// param:   a string  Actor id
// param:   b string  Actor id
// param:   limit integer  1..200  At most so many paths
// returns: actors list<string>    Names from one to the other
// returns: links list<string>     The type of each link, with its day
// returns: statements list<string> The statement of each link
// access:  read
// tags:    paths
:param a => "chronology:intel";
:param b => "chronology:apt31";
:param limit => 25;
MATCH p = SHORTEST 1 GROUPS (a:Actor {id: $a}) (()-[r:!RETRACTED]-(:Actor)){1,6} (b:Actor {id: $b})
RETURN [n IN nodes(p) | n.name] AS actors,
  [e IN relationships(p) | type(e) + coalesce(' ' + toString(e.date), '')] AS links,
  [e IN relationships(p) | e.statement] AS statements
ORDER BY links
LIMIT $limit
