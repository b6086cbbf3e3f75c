// title:   The vocabulary's actions, as they are stored
// returns: action map  Properties
// access:  read
MATCH (t:ActionType)
RETURN properties(t) AS action
ORDER BY t.code
