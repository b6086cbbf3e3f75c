// title:   Keep how far a load has come
// about:   In the transaction of its rows: a load that is killed goes on after the last batch that was committed, not before and not later.
// param:   load string        The load
// param:   job string         The attempt of a job that it belongs to
// param:   number integer     Which load of the attempt it is
// param:   files string       Fingerprint of what it loads
// param:   checkpoint string  How far it has come, as JSON
// access:  write
MATCH (l:Load {id: $load})
SET l.state = 'running', l.job = $job, l.job_number = $number, l.files = $files, l.checkpoint = $checkpoint
