// title:   Which actions answer which, as sources and datasets tell
// about:   Not those that Retorsion inferred itself, which have a method.
// returns: answer list<integer>    Edges of the action that answers
// returns: answered list<integer>  Edges of the action answered
// returns: basis string            stated by a source, or inferred by the dataset's compilers
// returns: words string            In whose words
// returns: source string           The source that states it
// returns: public date             When that source was published
// access:  read
MATCH (e:Event)-[r:RESPONDS_TO]->(before:Event)
WHERE r.method IS NULL AND size(e.eids) > 0 AND size(before.eids) > 0
RETURN e.eids AS answer, before.eids AS answered, r.basis AS basis, r.words AS words, r.source AS source,
  head(COLLECT { MATCH (o:Source {id: r.source}) RETURN coalesce(o.published_to, o.published) }) AS public
ORDER BY e.id, before.id
