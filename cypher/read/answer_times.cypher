// title:   How fast one side answers another
// about:   Days between the end of the earlier action and the beginning of its answer; answers to several actions count for each.
// param:   state string  Actor id of the side that answers
// param:   limit integer  1..500  At most so many rows
// returns: to_whom string         Who is answered
// returns: answers integer        How many pairs
// returns: fastest integer        Days
// returns: median float           Days
// returns: slowest integer        Days
// access:  read
// tags:    responses, latency
:param state => "state:CHN";
:param limit => 100;
MATCH (:Actor {id: $state})-[:INITIATED]->(later:Event)-[:RESPONDS_TO]->(earlier:Event)<-[:INITIATED]-(other:Actor)
WITH DISTINCT later, earlier, other, duration.inDays(earlier.date_to, later.date).days AS days
RETURN other.name AS to_whom, count(*) AS answers, min(days) AS fastest, percentileCont(days, 0.5) AS median, max(days) AS slowest
ORDER BY answers DESC, to_whom
LIMIT $limit
