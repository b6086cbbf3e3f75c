// title:   Everything that the summary of a statement is derived from
// about:   by_accused: the denier is the accused, or both fold to one actor.
// param:   ids list<string>     Statement ids
// returns: id string            Statement id
// returns: properties map       The statement as it is stored
// returns: eids list<integer>   Its live edges
// returns: reports list<map>    cluster, reliability, credibility, url
// returns: said list<map>       claimant, stance, words, scheme, low, high, midpoint, about, by_accused
// access:  read
UNWIND $ids AS id
MATCH (s:Statement {id: id})
RETURN s.id AS id, properties(s) AS properties, s.eids AS eids,
  [(s)-[c:REPORTED_IN]->(o:Source) | {cluster: o.origin, reliability: o.reliability, credibility: c.credibility, url: o.url}] AS reports,
  [(a:Actor)-[c:CLAIMED|DENIED]->(s) | {
    claimant: a.id, stance: toLower(type(c)), words: coalesce(c.words, ''), scheme: coalesce(c.scheme, ''),
    low: c.low, high: c.high, midpoint: c.midpoint, about: c.about,
    by_accused: EXISTS {
      MATCH (s)-[:INITIATED|HAS_TIE|TIES_TO]-(accused:Actor)
      MATCH (accused)-[:PART_OF|NATIONAL_OF|HEADQUARTERED_IN]->{0,4}(top:Actor)<-[:PART_OF|NATIONAL_OF|HEADQUARTERED_IN]-{0,4}(a)
    }}] AS said
