// title:   What the public knew on one day about another
// about:   Acts that had happened by the one day, as far as they were public by the other, with the claims made by then.
// param:   actor string  Actor id
// param:   happened_by date  Acts begun by this day
// param:   known_by date  As far as they were public by this day
// param:   limit integer  1..2000  At most so many rows
// returns: date date              Earliest possible day
// returns: by string              Who acted
// returns: action string          What was done
// returns: against string         To whom
// returns: published date         When it became public; absent: assumed to be its last possible day
// returns: claims integer         Claims made by then
// returns: denials integer        Denials made by then
// returns: event string           The statement
// access:  read
// tags:    as of, clocks
:param actor => "chronology:apt31";
:param happened_by => "2022-01-01";
:param known_by => "2024-03-25";
:param limit => 200;
MATCH (a:Actor {id: $actor})-[e:!RETRACTED]-(:Actor)
USING INDEX SEEK a:Actor(id)
WHERE e.action IS NOT NULL AND e.date <= date($happened_by) AND coalesce(e.published, e.date_to) <= date($known_by)
OPTIONAL MATCH (s:Statement {id: e.statement})
USING INDEX SEEK s:Statement(id)
RETURN e.date AS date, startNode(e).name AS by, e.action AS action, endNode(e).name AS against, e.published AS published,
  COUNT { (s)<-[c:CLAIMED]-() WHERE c.date <= date($known_by) } AS claims,
  COUNT { (s)<-[c:DENIED]-() WHERE c.date <= date($known_by) } AS denials, coalesce(e.statement, e.id) AS event
ORDER BY date, event, against
LIMIT $limit
