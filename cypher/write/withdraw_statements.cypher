// title:   Set statements aside that their source no longer makes
// about:   Their edges and claims are retracted before this; what is left is the node with its sources.
// param:   ids list<string>  Statement ids
// param:   seq integer       This commit's number
// access:  write
UNWIND $ids AS id
MATCH (s:Statement {id: id})
CALL (s) { MATCH (s)-[r:INITIATED|TARGETED|CARRIED_OUT|ADDRESSED|HAS_TIE|TIES_TO|RESPONDS_TO]-() DELETE r }
REMOVE s:Statement:Event:Tie
SET s:Withdrawn, s.withdrawn_seq = $seq, s.eids = []
