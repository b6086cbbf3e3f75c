// title:   How far a load of a job had come
// param:   job string         The attempt of a job
// param:   number integer     Which load of the attempt
// param:   files string       Fingerprint of what it loads
// returns: load string        The load
// returns: state string       running (or killed), finished, stopped or failed
// returns: checkpoint string  How far it had come, as JSON
// access:  read
MATCH (l:Load {job: $job, job_number: $number, files: $files})
WHERE l.checkpoint IS NOT NULL
RETURN l.id AS load, l.state AS state, l.checkpoint AS checkpoint
ORDER BY l.started_at DESC LIMIT 1
