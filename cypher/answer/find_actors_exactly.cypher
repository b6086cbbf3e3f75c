// title:   Actors whose id, name or alias is exactly a text
// about:   Case does not count; the full-text index finds the candidates. The id of a merged actor stands for the one it was merged into.
// param:   text string    As a person writes it
// param:   folded string  The same in lower case
// param:   terms string   The same as a full-text phrase
// returns: id string      Actor id
// returns: name string    Its name
// returns: kind string    Its kind
// returns: meant boolean  The text is its id, or one that was merged into it
// returns: exact boolean  The text is its id, name or alias
// access:  read
CALL () {
  MATCH (a:Actor) WHERE a.id IN [$text, 'state:' + toUpper($text)] RETURN a, 10.0 AS score, true AS meant
  UNION
  MATCH (:Merged {id: $text})-[:MERGED_INTO]->(a:Actor) RETURN a, 10.0 AS score, true AS meant
  UNION
  CALL db.index.fulltext.queryNodes('actor_names', $terms, {limit: 25}) YIELD node, score RETURN node AS a, score, false AS meant
}
WITH a, max(score) AS score, max(meant) AS meant
RETURN a.id AS id, a.name AS name, a.kind AS kind, meant,
  meant OR toLower(a.name) = $folded OR any(alias IN coalesce(a.aliases, []) WHERE toLower(alias) = $folded) AS exact
ORDER BY score DESC, a.id
LIMIT 25
