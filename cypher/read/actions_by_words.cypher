// title:   Actions whose sentence or note has these words
// about:   Lucene's syntax: balloon, "export controls", tariff*.
// param:   words string  What to look for
// param:   limit integer  1..200  At most so many rows
// returns: event string           The statement
// returns: date date              Earliest possible day
// returns: text string            In a sentence
// returns: score float            How well it fits; only to compare within an answer
// access:  read
// tags:    find, actions
:param words => "balloon";
:param limit => 20;
CALL db.index.fulltext.queryNodes('event_texts', $words, {limit: 1000}) YIELD node AS e, score
RETURN e.id AS event, e.date AS date, e.text AS text, round(score, 3) AS score
ORDER BY score DESC, event
LIMIT $limit
