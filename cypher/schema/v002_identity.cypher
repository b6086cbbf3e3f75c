// title:   Constraints and indexes, version 2
// about:   Ids of merged actors and of judgements are unique; what was retracted of a statement is found.
// access:  schema
CREATE CONSTRAINT merged_id IF NOT EXISTS FOR (n:Merged) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT judgement_id IF NOT EXISTS FOR (n:Judgement) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT merge_id IF NOT EXISTS FOR (n:Merge) REQUIRE n.id IS UNIQUE;
CREATE INDEX retracted_statement IF NOT EXISTS FOR ()-[r:RETRACTED]-() ON (r.statement);
CREATE INDEX judgement_a IF NOT EXISTS FOR (n:Judgement) ON (n.a);
