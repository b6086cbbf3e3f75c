// title:   The commits after one, in order, and the version of the graph
// about:   Of commits that were thinned only number, time and load are left: then `kept` is false and the counts are null.
// param:   after integer     The commit that the reader knows
// param:   limit integer     At most so many commits
// param:   actors integer    At most so many actors named of each
// returns: epoch string      Renewed by import and restore
// returns: seq integer       The last commit
// returns: changes list<map> seq, at, load, dataset, kept, added, retracted, changed, types, actors, actors_total, renamed
// access:  read
MATCH (s:IngestState {id: 1})
RETURN s.epoch AS epoch, s.seq AS seq, COLLECT {
    MATCH (c:Commit) WHERE c.seq > $after
    WITH c ORDER BY c.seq LIMIT $limit
    RETURN {
      seq: c.seq, at: c.at, load: c.load, dataset: COLLECT { MATCH (l:Load {id: c.load}) RETURN l.dataset LIMIT 1 }[0],
      kept: c.added IS NOT NULL, added: size(c.added), retracted: size(c.retracted), changed: size(c.changed),
      types: c.types, actors: c.actors[..$actors], actors_total: size(c.actors), renamed: c.renamed
    }
  } AS changes
