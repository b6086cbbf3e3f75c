// title:   Note a merge or split that takes more than one transaction
// param:   id string     Its id
// param:   plan string   Which home goes to which actor, and the judgements, as JSON
// access:  write
MERGE (m:Merge {id: $id})
ON CREATE SET m.state = 'running', m.plan = $plan, m.at = datetime({timezone: 'UTC'})
