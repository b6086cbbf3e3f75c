// title:   Keep what a dataset's stream has brought so far
// about:   Rows beyond the range of events are new without a look; the rest are looked for in these types.
// param:   dataset string      Dataset id
// param:   types list<string>  Types that its edges have or had
// param:   first string        Its lowest event
// param:   last string         Its highest event
// access:  write
MATCH (s:IngestState {id: 1})
SET s['stream_types_' + $dataset] = $types, s['stream_first_' + $dataset] = $first, s['stream_last_' + $dataset] = $last
