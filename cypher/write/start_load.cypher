// title:   Write that a load began to change the graph
// param:   load string     Its id
// param:   dataset string  The dataset
// access:  write
MERGE (l:Load {id: $load})
ON CREATE SET l.dataset = $dataset, l.state = 'running', l.started_at = datetime({timezone: 'UTC'})
