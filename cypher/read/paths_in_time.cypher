// title:   Chains of acts from one actor to another that respect time
// about:   Each act begins no earlier than the one before it. Short chains only: /v1/paths answers for long ones.
// param:   a string  Actor id where the chain begins
// param:   b string  Actor id where it ends
// param:   max_hops integer  1..3  Longest chain
// param:   limit integer  1..200  At most so many chains
// returns: actors list<string>    Names from one to the other
// returns: actions list<string>   What was done at each step
// returns: dates list<date>       Earliest possible day of each step
// returns: events list<string>    The statements
// access:  read
// tags:    paths, timeline
:param a => "state:NLD";
:param b => "chronology:intel";
:param max_hops => 3;
:param limit => 10;
MATCH (:Actor {id: $a}) (()-[r:!RETRACTED WHERE r.action IS NOT NULL]->(:Actor)){1,3} (:Actor {id: $b})
WHERE size(r) <= $max_hops AND all(i IN range(1, size(r) - 1) WHERE r[i].date >= r[i - 1].date)
RETURN [startNode(r[0]).name] + [e IN r | endNode(e).name] AS actors, [e IN r | e.action] AS actions, [e IN r | e.date] AS dates,
  [e IN r | coalesce(e.statement, e.id)] AS events
ORDER BY size(events), dates, events
LIMIT $limit
