// title:   Constraints and indexes, version 1
// about:   Every id is unique; names and texts can be searched. Edge types have theirs in edge_type_constraints.
// access:  schema
CREATE CONSTRAINT actor_id IF NOT EXISTS FOR (n:Actor) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT statement_id IF NOT EXISTS FOR (n:Statement) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT withdrawn_id IF NOT EXISTS FOR (n:Withdrawn) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT source_id IF NOT EXISTS FOR (n:Source) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT record_id IF NOT EXISTS FOR (n:Record) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT action_type_code IF NOT EXISTS FOR (n:ActionType) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT dataset_id IF NOT EXISTS FOR (n:Dataset) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT load_id IF NOT EXISTS FOR (n:Load) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT commit_seq IF NOT EXISTS FOR (n:Commit) REQUIRE n.seq IS UNIQUE;
CREATE CONSTRAINT ingest_state_id IF NOT EXISTS FOR (n:IngestState) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT claimed_id IF NOT EXISTS FOR ()-[r:CLAIMED]-() REQUIRE r.id IS UNIQUE;
CREATE CONSTRAINT denied_id IF NOT EXISTS FOR ()-[r:DENIED]-() REQUIRE r.id IS UNIQUE;
CREATE INDEX denied_event IF NOT EXISTS FOR ()-[r:DENIED]-() ON (r.event);
CREATE INDEX retracted_id IF NOT EXISTS FOR ()-[r:RETRACTED]-() ON (r.id);
CREATE INDEX retracted_eid IF NOT EXISTS FOR ()-[r:RETRACTED]-() ON (r.eid);
CREATE INDEX event_date IF NOT EXISTS FOR (n:Event) ON (n.date);
CREATE INDEX event_date_to IF NOT EXISTS FOR (n:Event) ON (n.date_to);
CREATE INDEX event_published IF NOT EXISTS FOR (n:Event) ON (n.published);
CREATE INDEX event_action IF NOT EXISTS FOR (n:Event) ON (n.action);
CREATE INDEX statement_part IF NOT EXISTS FOR (n:Statement) ON (n.dataset, n.part);
CREATE INDEX actor_name IF NOT EXISTS FOR (n:Actor) ON (n.name);
CREATE FULLTEXT INDEX actor_names IF NOT EXISTS FOR (n:Actor) ON EACH [n.name, n.aliases, n.id]
  OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding'}};
CREATE FULLTEXT INDEX event_texts IF NOT EXISTS FOR (n:Event) ON EACH [n.text, n.note, n.id]
  OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding'}};
