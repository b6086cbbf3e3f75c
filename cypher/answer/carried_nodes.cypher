// title:   Every node as an import tells it
// about:   Values with a time of day come as text as well, for clients change them.
// returns: number integer        The node's number in this store
// returns: labels list<string>   Its labels
// returns: properties map        Its properties
// returns: timed list<list>      Of each property with a time of day its name, type and text
// access:  read
MATCH (n)
RETURN id(n) AS number, labels(n) AS labels, properties(n) AS properties,
  [key IN keys(n)
    WHERE n[key] IS :: ZONED DATETIME OR n[key] IS :: LOCAL DATETIME OR n[key] IS :: ZONED TIME OR n[key] IS :: LOCAL TIME OR n[key] IS :: DURATION |
    [key, valueType(n[key]), toString(n[key])]] AS timed
