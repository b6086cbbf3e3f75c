// title:   Actors as their records describe them, for comparison
// about:   A page at a time, in the order of ids. Unnamed parties are nobody who could be met again.
// param:   after string           The last id of the page before; empty at first
// param:   size integer           How many
// param:   kinds list<string>     Of these kinds
// returns: id string              Actor id
// returns: kind string            Its kind
// returns: records list<map>      Properties of its records
// returns: homes list<string>     What it was merged of, itself first
// returns: countries list<string> States that its ties lead to
// access:  read
MATCH (a:Actor)
WHERE a.id > $after AND a.kind IN $kinds AND NOT a.unnamed
WITH a ORDER BY a.id LIMIT $size
RETURN a.id AS id, a.kind AS kind,
  COLLECT { MATCH (a)<-[d:DESCRIBES]-(r:Record) RETURN properties(r) ORDER BY d.seq, r.id } AS records,
  [a.id] + COLLECT { MATCH (a)<-[:MERGED_INTO]-(m:Merged) RETURN m.id ORDER BY m.id } AS homes,
  COLLECT { MATCH (a)-[:NATIONAL_OF|HEADQUARTERED_IN|PART_OF|ACTS_FOR|ASSOCIATED_WITH]->(s:State) RETURN DISTINCT s.id } AS countries
