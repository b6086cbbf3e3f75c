// title:   How many of some commits still tell what they did to edges
// about:   Old ones are thinned: only their numbers and times stay.
// param:   after integer     The commits after this one
// param:   until integer     Up to this one
// returns: commits integer   How many there are
// returns: first integer     The first of them
// access:  read
MATCH (c:Commit)
WHERE c.seq > $after AND c.seq <= $until AND c.added IS NOT NULL
RETURN count(c) AS commits, min(c.seq) AS first
