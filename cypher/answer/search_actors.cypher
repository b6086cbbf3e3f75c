// title:   Actors by name or alias
// param:   text string         As a person writes it: an id or a state's code is found as such
// param:   terms string        A full-text query
// param:   kinds list<string>  Kinds; empty: all
// param:   limit integer = 12  Rows
// returns: id string           Actor id
// returns: kind string         Kind
// returns: name string         Name
// returns: aliases list<string>  Other names
// returns: score float         Of the index
// returns: n integer           Actions
// returns: first date          Earliest day
// returns: last date           Latest day
// access:  read
CALL () {
  MATCH (a:Actor) WHERE a.id IN [$text, 'state:' + toUpper($text)] RETURN a, 100.0 AS score
  UNION
  CALL db.index.fulltext.queryNodes('actor_names', $terms, {limit: 200}) YIELD node, score RETURN node AS a, score
}
WITH a, max(score) AS score
WHERE size($kinds) = 0 OR a.kind IN $kinds
WITH a, score ORDER BY a.unnamed, score DESC, a.id LIMIT $limit
CALL (a) {
  OPTIONAL MATCH (a)-[e]-(:Actor) WHERE e.action IS NOT NULL AND type(e) <> 'RETRACTED'
  RETURN count(DISTINCT coalesce(e.statement, e.id)) AS n, min(e.date) AS first, max(e.date_to) AS last
}
RETURN a.id AS id, a.kind AS kind, a.name AS name, coalesce(a.aliases, []) AS aliases, score, n, first, last
ORDER BY score DESC, id
