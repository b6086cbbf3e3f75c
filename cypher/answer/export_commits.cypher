// title:   What each of some commits did to edges
// about:   Those that still tell: old ones are thinned.
// param:   after integer            The commits after this one
// param:   until integer            Up to this one
// returns: seq integer              The commit
// returns: added list<integer>      Edges that are new
// returns: retracted list<integer>  Edges believed no longer
// returns: changed list<integer>    Edges whose summary of claims changed
// returns: types list<string>       Types of the new edges; null where the commit does not say
// access:  read
MATCH (c:Commit)
WHERE c.seq > $after AND c.seq <= $until AND c.added IS NOT NULL
RETURN c.seq AS seq, c.added AS added, c.retracted AS retracted, c.changed AS changed, c.types AS types
ORDER BY seq
