// title:   Give the database a new life
// about:   After a restore: readers begin anew, and no version, index or cached answer of before is taken for one of now.
// param:   epoch string  A random name
// access:  write
MATCH (s:IngestState {id: 1}) SET s.epoch = $epoch
