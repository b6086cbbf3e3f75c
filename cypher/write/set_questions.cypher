// title:   Replace the pairs that a person is asked about
// param:   about string                Whether they are actors or acts: actor, act
// param:   rows list<map>              a, b, score, features
// param:   among list<string> = null   Only pairs among these; all where it is null
// access:  write
CALL () {
  MATCH (q:Question)
  WHERE coalesce(q.about, 'actor') = $about AND ($among IS NULL OR (q.a IN $among AND q.b IN $among))
  DELETE q
}
WITH 1 AS done
UNWIND $rows AS row
CREATE (q:Question) SET q = row, q.about = $about
