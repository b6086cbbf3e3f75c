// title:   Everything that is served of some statements
// about:   $recorded asks what was stored at that commit; $as_of leaves out claims and answers that came later, and whatever was
// about:   inferred, which rests on what is known today.
// param:   ids list<string>         Statement ids
// param:   as_of date = null        Day by which claims and answers were public
// param:   recorded integer = null  Commit number
// returns: id string                Statement id
// returns: statement map            Its properties as they are stored now
// returns: participants list<map>   actor, role, words, magnitude, inferred
// returns: ties list<map>           For a tie: source, target
// returns: citations list<map>      source, date, date_to, words, credibility; reliability, origin, url of the source
// returns: claims list<map>         claimant, stance and the claim's properties
// returns: responds_to list<map>    event, date, date_to and the response's properties
// returns: answered_by list<map>    likewise, the other way
// returns: past list<map>           At $recorded: source, target and properties of the edges as they were
// access:  read
UNWIND $ids AS id
OPTIONAL MATCH (live:Statement {id: id})
OPTIONAL MATCH (gone:Withdrawn {id: id})
WITH coalesce(live, gone) AS s
WHERE s IS NOT NULL
RETURN s.id AS id, properties(s) AS statement,
  [(s)-[p:INITIATED|TARGETED|CARRIED_OUT|ADDRESSED]-(a:Actor) |
    {actor: a.id, role: p.role, words: p.words, magnitude: p.magnitude, inferred: coalesce(p.inferred, false)}] AS participants,
  [(a:Actor)-[:HAS_TIE]->(s)-[:TIES_TO]->(b:Actor) | {source: a.id, target: b.id}] AS ties,
  [(s)-[c:REPORTED_IN]->(o:Source) | {source: o.id, date: c.date, date_to: c.date_to, words: c.words, credibility: c.credibility,
    reliability: o.reliability, origin: o.origin, url: o.url}] AS citations,
  COLLECT {
    MATCH (a:Actor)-[c:CLAIMED|DENIED|RETRACTED]->(s)
    WHERE ($as_of IS NULL OR c.date IS NULL OR c.date <= $as_of)
      AND CASE WHEN $recorded IS NULL THEN type(c) <> 'RETRACTED'
               ELSE c.seq <= $recorded AND coalesce(c.retracted_seq, $recorded + 1) > $recorded END
    RETURN c {.*, claimant: a.id, stance: toLower(coalesce(c.was, type(c))),
      by_accused: ($as_of IS NULL AND $recorded IS NULL) OR EXISTS {
        MATCH (s)-[:INITIATED|HAS_TIE|TIES_TO]-(accused:Actor)
        MATCH (accused)-[:PART_OF|NATIONAL_OF|HEADQUARTERED_IN]->{0,4}(:Actor)<-[:PART_OF|NATIONAL_OF|HEADQUARTERED_IN]-{0,4}(a)
      }} ORDER BY c.id
  } AS claims,
  COLLECT {
    MATCH (s)-[r:RESPONDS_TO]->(e:Event)
    WHERE ($as_of IS NULL OR (r.basis = 'stated' AND coalesce(e.published, e.date_to) <= $as_of
        AND NOT EXISTS { MATCH (o:Source {id: r.source}) WHERE coalesce(o.published_to, o.published) > $as_of }))
      AND ($recorded IS NULL OR r.seq <= $recorded)
    RETURN r {.*, event: e.id, date: e.date, date_to: e.date_to} ORDER BY e.date, e.id
  } AS responds_to,
  COLLECT {
    MATCH (s)<-[r:RESPONDS_TO]-(e:Event)
    WHERE ($as_of IS NULL OR (r.basis = 'stated' AND coalesce(e.published, e.date_to) <= $as_of
        AND NOT EXISTS { MATCH (o:Source {id: r.source}) WHERE coalesce(o.published_to, o.published) > $as_of }))
      AND ($recorded IS NULL OR r.seq <= $recorded)
    RETURN r {.*, event: e.id, date: e.date, date_to: e.date_to} ORDER BY e.date, e.id
  } AS answered_by,
  COLLECT {
    MATCH (a:Actor)-[r:RETRACTED {statement: s.id}]->(b:Actor)
    WHERE $recorded IS NOT NULL AND r.seq <= $recorded AND r.retracted_seq > $recorded
    RETURN r {.*, source: a.id, target: b.id} ORDER BY r.id
  } AS past
