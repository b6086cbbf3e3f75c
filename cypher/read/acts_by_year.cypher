// title:   How many acts of each type an actor took, year by year
// about:   An act on several parties counts once: the shares of its edges are added.
// param:   actor string  Actor id
// param:   limit integer  1..2000  At most so many rows
// returns: year integer           Year of the earliest possible day
// returns: edge_type string       The edge's type
// returns: acts float             How many
// returns: parties integer        On how many parties
// returns: highest integer        The highest rung
// access:  read
// tags:    counts, actor
:param actor => "state:CHN";
:param limit => 500;
MATCH (:Actor {id: $actor})-[e:!RETRACTED]->(x:Actor)
WHERE e.action IS NOT NULL
RETURN e.date.year AS year, type(e) AS edge_type, round(sum(coalesce(e.share, 1.0)), 3) AS acts, count(DISTINCT x) AS parties, max(e.rung) AS highest
ORDER BY year, edge_type
LIMIT $limit
