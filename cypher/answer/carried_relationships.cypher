// title:   Every relationship as an import tells it
// about:   Values with a time of day come as text as well, for clients change them.
// returns: source integer     The number of its start in this store
// returns: target integer     The number of its end
// returns: type string        Its type
// returns: properties map     Its properties
// returns: timed list<list>   Of each property with a time of day its name, type and text
// access:  read
MATCH (a)-[r]->(b)
RETURN id(a) AS source, id(b) AS target, type(r) AS type, properties(r) AS properties,
  [key IN keys(r)
    WHERE r[key] IS :: ZONED DATETIME OR r[key] IS :: LOCAL DATETIME OR r[key] IS :: ZONED TIME OR r[key] IS :: LOCAL TIME OR r[key] IS :: DURATION |
    [key, valueType(r[key]), toString(r[key])]] AS timed
