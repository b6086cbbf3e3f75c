// title:   What edges have from their statements, as columns
// about:   Only edges whose statement has a size, a dated claim or a denial, or tells the same act as another. Days are year * 1000 + day.
// param:   ids list<string>             Statement ids
// returns: eid list<integer>            Edges
// returns: magnitude list<float>        Size of the whole act; 0 unknown
// returns: changed list<integer>        Day of the last claim or denial; 0 none
// returns: act list<integer>            The first of all edges of all statements that tell this act
// returns: mates list<list<integer>>    All edges of those statements, where there are others than this
// access:  read
UNWIND $ids AS id
MATCH (s:Statement {id: id})
WITH s,
  COLLECT { MATCH (s)<-[c:CLAIMED|DENIED]-() RETURN coalesce(c.date_to, c.date) AS day } AS said,
  COLLECT { MATCH SHORTEST 1 (s)-[:SAME_AS]-+(o:Statement) WHERE o <> s UNWIND o.eids AS eid RETURN eid } AS others
WHERE s.magnitude > 1 OR size(said) > 0 OR size(others) > 0
WITH s, others, reduce(latest = 0, day IN said | CASE WHEN day.year * 1000 + day.ordinalDay > latest THEN day.year * 1000 + day.ordinalDay ELSE latest END) AS changed
UNWIND s.eids AS eid
WITH eid, coalesce(s.magnitude, 0) AS magnitude, changed, s.eids + others AS mates, others
RETURN collect(eid) AS eid, collect(toFloat(magnitude)) AS magnitude, collect(changed) AS changed,
  collect(reduce(first = eid, mate IN mates | CASE WHEN mate < first THEN mate ELSE first END)) AS act,
  collect(CASE WHEN size(others) > 0 THEN mates ELSE [] END) AS mates
