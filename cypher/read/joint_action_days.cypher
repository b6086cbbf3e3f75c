// title:   Days on which several actors acted against the same one
// about:   Acts of one day may be concerted or may be coincidence: common answers stand beside.
// param:   target string  Actor id of the target
// param:   min_actors integer  2..200  Least number of actors on a day
// param:   limit integer  1..500  At most so many days
// returns: date date              The day
// returns: actors integer         How many acted
// returns: who list<string>       Their names
// returns: actions list<string>   What they did
// returns: answers list<string>   Actions that at least two of them answer
// access:  read
// tags:    coalitions, timeline
:param target => "state:RUS";
:param min_actors => 2;
:param limit => 50;
MATCH (a:Actor)-[e:!RETRACTED]->(:Actor {id: $target})
WHERE e.action IS NOT NULL AND e.date = e.date_to
WITH e.date AS date, count(DISTINCT a) AS actors, collect(DISTINCT a.name) AS names, collect(DISTINCT e.action) AS actions, collect(DISTINCT e.statement) AS events
WHERE actors >= $min_actors
RETURN date, actors, COLLECT { UNWIND names AS name RETURN name ORDER BY name } AS who,
  COLLECT { UNWIND actions AS action RETURN action ORDER BY action } AS actions,
  COLLECT { UNWIND events AS event MATCH (:Statement {id: event})-[:RESPONDS_TO]->(c:Event) WITH c, count(*) AS n WHERE n > 1 RETURN c.id ORDER BY c.id } AS answers
ORDER BY actors DESC, date
LIMIT $limit
