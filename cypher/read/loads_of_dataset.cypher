// title:   When a dataset was loaded, and what each load changed
// param:   dataset string  Dataset id
// param:   limit integer  1..5000  At most so many rows
// returns: load string            The load
// returns: state string           finished, stopped or failed
// returns: started_at datetime    When it began
// returns: added integer          Edges that came
// returns: retracted integer      Edges that went
// returns: changed integer        Edges whose claims changed
// access:  read
// tags:    provenance
:param dataset => "chronology";
:param limit => 200;
MATCH (l:Load {dataset: $dataset})
OPTIONAL MATCH (c:Commit {load: l.id})
RETURN l.id AS load, l.state AS state, l.started_at AS started_at, sum(size(c.added)) AS added, sum(size(c.retracted)) AS retracted,
  sum(size(c.changed)) AS changed
ORDER BY started_at
LIMIT $limit
