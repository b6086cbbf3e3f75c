// title:   Edges of some events of a stream whose ends a merge made one
// param:   events list<string>  dataset:event: of each
// returns: event string         As given
// returns: id string            Id of the edge
// returns: eid integer          Its number
// returns: hash string          Hash of what the source said
// returns: rev integer          Its revision
// access:  read
UNWIND $events AS event
MATCH (:Actor)-[e:RETRACTED]->(:Actor)
WHERE e.id STARTS WITH event AND e.reason = 'ends merged'
RETURN event, e.id AS id, e.eid AS eid, e.content_hash AS hash, e.rev AS rev
