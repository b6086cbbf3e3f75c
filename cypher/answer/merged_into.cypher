// title:   Which actor a merged one was merged into
// param:   id string       The id of before
// returns: actor string    The id of now
// access:  read
MATCH (:Merged {id: $id})-[:MERGED_INTO]->(a:Actor)
RETURN a.id AS actor
