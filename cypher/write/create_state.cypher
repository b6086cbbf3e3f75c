// title:   Prepare the ingest state
// param:   epoch string          A random name for this life of the database
// param:   schema_version integer  The version that the schema has now
// access:  write
MERGE (s:IngestState {id: 1})
ON CREATE SET s.seq = 0, s.next_eid = 1, s.epoch = $epoch
SET s.schema_version = $schema_version
