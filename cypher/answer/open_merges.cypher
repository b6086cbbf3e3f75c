// title:   Merges and splits that were begun and are not done
// returns: id string     Its id
// returns: plan string   As JSON
// access:  read
MATCH (m:Merge)
RETURN m.id AS id, m.plan AS plan
ORDER BY m.at
