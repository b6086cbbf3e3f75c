// title:   Actions by their words
// param:   terms string        A full-text query
// param:   limit integer = 12  Rows
// returns: id string           Event id
// returns: text string         Its sentence
// returns: score float         Of the index
// returns: date date           Earliest day
// returns: date_to date        Latest day
// access:  read
CALL db.index.fulltext.queryNodes('event_texts', $terms, {limit: $limit}) YIELD node AS e, score
RETURN e.id AS id, e.text AS text, score, e.date AS date, e.date_to AS date_to
ORDER BY score DESC, id
