// title:   Every judgement about two actors or two acts, oldest first
// returns: judgement map   Its properties
// access:  read
MATCH (j:Judgement)
RETURN properties(j) AS judgement
ORDER BY j.at, j.id
