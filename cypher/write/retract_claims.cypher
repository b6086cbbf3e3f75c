// title:   Keep claims and denials that are no longer made as RETRACTED
// param:   claimed list<string>  Ids of CLAIMED
// param:   denied list<string>   Ids of DENIED
// param:   seq integer           This commit's number
// access:  write
CALL () {
  UNWIND $claimed AS id MATCH (a:Actor)-[c:CLAIMED {id: id}]->(s) RETURN a, c, s
  UNION ALL
  UNWIND $denied AS id MATCH (a:Actor)-[c:DENIED {id: id}]->(s) RETURN a, c, s
}
CREATE (a)-[r:RETRACTED]->(s)
SET r = properties(c), r.was = type(c), r.retracted_seq = $seq
DELETE c
