// title:   Actors whose name or alias has these words
// about:   Lucene's syntax: Intel, "state security", mini* or minstry~1.
// param:   words string  What to look for
// param:   limit integer  1..200  At most so many rows
// returns: actor string           Actor id
// returns: name string            Its name
// returns: kind string            Its kind
// returns: aliases list<string>   Its other names
// returns: score float            How well it fits; only to compare within an answer
// access:  read
// tags:    find, identity
:param words => "state security";
:param limit => 20;
CALL db.index.fulltext.queryNodes('actor_names', $words, {limit: 1000}) YIELD node AS a, score
RETURN a.id AS actor, a.name AS name, a.kind AS kind, a.aliases AS aliases, round(score, 3) AS score
ORDER BY score DESC, actor
LIMIT $limit
