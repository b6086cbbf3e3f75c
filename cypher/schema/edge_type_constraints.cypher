// title:   Constraints of one edge type
// about:   Run for each edge type of the vocabulary that has none yet. EDGE_TYPE stands for its name.
// access:  schema
CREATE CONSTRAINT EDGE_TYPE_id IF NOT EXISTS FOR ()-[r:EDGE_TYPE]-() REQUIRE r.id IS UNIQUE;
CREATE CONSTRAINT EDGE_TYPE_eid IF NOT EXISTS FOR ()-[r:EDGE_TYPE]-() REQUIRE r.eid IS UNIQUE;
