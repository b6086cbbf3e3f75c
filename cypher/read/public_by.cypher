// title:   What was public about an actor by a day
// about:   An action without a known day of publication counts as public on its last possible day, and is marked.
// param:   actor string  Actor id
// param:   day date  The day
// param:   since date  Actions since
// param:   limit integer  1..5000  At most so many rows
// returns: date date              Earliest possible day
// returns: published date         When it became public
// returns: assumed boolean        The day of publication is assumed
// returns: by string              Who acted
// returns: action string          What was done
// returns: against string         To whom
// returns: event string           The statement
// access:  read
// tags:    as of, clocks
:param actor => "state:CHN";
:param day => "2024-03-24";
:param since => "2023-01-01";
:param limit => 500;
MATCH (a:Actor {id: $actor})-[e]-(:Actor)
WHERE e.action IS NOT NULL AND type(e) <> 'RETRACTED' AND coalesce(e.published, e.date_to) <= date($day) AND e.date_to >= date($since)
RETURN e.date AS date, e.published AS published, e.published IS NULL AS assumed, startNode(e).name AS by, e.action AS action,
  endNode(e).name AS against, e.statement AS event
ORDER BY date, event, against
LIMIT $limit
