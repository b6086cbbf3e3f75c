// title:   Write which events an event answers
// param:   rows list<map>   event, answers, properties
// returns: created integer  How many were written
// access:  write
UNWIND $rows AS row
MATCH (e:Statement:Event {id: row.event})
MATCH (before:Statement:Event {id: row.answers})
CREATE (e)-[r:RESPONDS_TO]->(before)
SET r = row.properties
RETURN count(r) AS created
