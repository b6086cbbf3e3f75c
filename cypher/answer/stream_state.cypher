// title:   What a dataset's stream has brought so far
// param:   dataset string         Dataset id
// returns: types list<string>     Types that its edges have or had
// returns: first string           Its lowest event; null before the first
// returns: last string            Its highest event
// returns: merged boolean         Whether any actors are merged
// access:  read
MATCH (s:IngestState {id: 1})
RETURN coalesce(s['stream_types_' + $dataset], []) AS types, s['stream_first_' + $dataset] AS first, s['stream_last_' + $dataset] AS last,
  EXISTS { MATCH (m:Merged) WHERE m.id > '' } AS merged
