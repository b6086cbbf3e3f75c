// title:   A denial as it is stored
// param:   id string      Its id
// returns: id string      Its id
// returns: hash string    Hash of its content
// returns: type string    DENIED
// access:  read
MATCH (:Actor)-[c:DENIED {id: $id}]->(:Statement)
RETURN c.id AS id, c.hash AS hash, type(c) AS type
