// title:   Actors whose id, name or alias is exactly a text
// about:   Case does not count; the full-text index finds the candidates.
// param:   text string    As a person writes it
// param:   folded string  The same in lower case
// param:   terms string   The same as a full-text phrase
// returns: id string      Actor id
// returns: name string    Its name
// returns: kind string    Its kind
// returns: exact boolean  The text is its id, name or alias
// access:  read
CALL () {
  MATCH (a:Actor) WHERE a.id IN [$text, 'state:' + toUpper($text)] RETURN a, 10.0 AS score
  UNION
  CALL db.index.fulltext.queryNodes('actor_names', $terms, {limit: 25}) YIELD node, score RETURN node AS a, score
}
WITH DISTINCT a, max(score) AS score
RETURN a.id AS id, a.name AS name, a.kind AS kind,
  a.id IN [$text, 'state:' + toUpper($text)] OR toLower(a.name) = $folded OR any(alias IN coalesce(a.aliases, []) WHERE toLower(alias) = $folded) AS exact
ORDER BY score DESC, a.id
LIMIT 25
