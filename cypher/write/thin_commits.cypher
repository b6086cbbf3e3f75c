// title:   Forget what old commits did to edges
// about:   Their numbers and times stay, for they tell what was known when; readers further behind read all anew.
// param:   days integer      Commits of the last days are kept whole
// param:   limit integer     At most so many in one transaction: each may name ten thousand edges
// returns: thinned integer   How many were
// access:  write
MATCH (c:Commit)
WHERE c.seq > 0 AND c.at < datetime() - duration({days: $days}) AND c.added IS NOT NULL
WITH c ORDER BY c.seq LIMIT $limit
REMOVE c.added, c.retracted, c.changed, c.weighed, c.types, c.actors, c.renamed
RETURN count(c) AS thinned
