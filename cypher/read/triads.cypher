// title:   Triangles of acts around an actor
// about:   Three actors of which each pair has an act at least so grave, in whichever direction.
// param:   actor string  Actor id
// param:   min_rung integer  -3..10  Least rung of an act
// param:   limit integer  1..500  At most so many triangles
// returns: second string          The second actor
// returns: third string           The third actor
// returns: with_second integer    The highest rung between the actor and the second
// returns: with_third integer     Between the actor and the third
// returns: between_them integer   Between the second and the third
// access:  read
// tags:    network, triads
:param actor => "state:CHN";
:param min_rung => -1;
:param limit => 50;
MATCH (a:Actor {id: $actor})-[r:!RETRACTED]-(x:Actor)
WHERE r.rung >= $min_rung
WITH a, x, max(r.rung) AS with_second
MATCH (a)-[s:!RETRACTED]-(y:Actor)
WHERE s.rung >= $min_rung AND x.id < y.id
WITH x, y, with_second, max(s.rung) AS with_third
MATCH (x)-[t:!RETRACTED]-(y)
WHERE t.rung >= $min_rung
RETURN x.name AS second, y.name AS third, with_second, with_third, max(t.rung) AS between_them
ORDER BY between_them DESC, second, third
LIMIT $limit
