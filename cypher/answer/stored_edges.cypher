// title:   Live edges of one type that tell some events of a stream
// about:   An edge's id begins with its dataset and event; what follows are the ends, which a correction may change.
// param:   events list<string>  dataset:event: of each
// returns: event string         As given
// returns: id string            Id of the edge
// returns: eid integer          Its number
// returns: hash string          Hash of what the source said
// returns: rev integer          Its revision
// access:  read
UNWIND $events AS event
MATCH (:Actor)-[e:EDGE_TYPE]->(:Actor)
WHERE e.id STARTS WITH event
RETURN event, e.id AS id, e.eid AS eid, e.content_hash AS hash, e.rev AS rev
