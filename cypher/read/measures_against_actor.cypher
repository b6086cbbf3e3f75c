// title:   Who sanctioned, banned, listed or indicted an actor, and by which act
// param:   actor string  Actor id
// param:   limit integer  1..1000  At most so many rows
// returns: date date              Earliest possible day
// returns: by string              Who did it
// returns: measure string         The edge's type
// returns: action string          Which measure
// returns: organ string           The organ that did it, as its record's id
// returns: status string          announced, in_force, executed or ended
// returns: event string           The statement
// access:  read
// tags:    sanctions, actor
:param actor => "chronology:zhao-guangzong";
:param limit => 200;
MATCH (by:Actor)-[e:SANCTIONED|BANNED|RESTRICTED_EXPORTS_TO|INDICTED|ARRESTED|CONVICTED|SEIZED|EXPELLED]->(:Actor {id: $actor})
RETURN e.date AS date, by.name AS by, type(e) AS measure, e.action AS action, e.organ AS organ, e.status AS status, coalesce(e.statement, e.id) AS event
ORDER BY date, by, event
LIMIT $limit
