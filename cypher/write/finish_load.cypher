// title:   Write how a load ended
// param:   load string     Its id
// param:   state string    finished, stopped or failed
// param:   report string   Its report, as JSON
// access:  write
MATCH (l:Load {id: $load})
SET l.state = $state, l.finished_at = datetime({timezone: 'UTC'}), l.report = $report
