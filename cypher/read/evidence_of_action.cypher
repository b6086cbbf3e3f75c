// title:   The evidence behind an action: each source with its own date and words
// param:   event string  Statement id of the action
// param:   limit integer  1..5000  At most so many rows
// returns: source string          Title of the source
// returns: publisher string       Who published it
// returns: published date         When it was published
// returns: told_date date         The day that this source gives for the action
// returns: words string           Its words for that day, or for the action
// returns: grade string           Admiralty grade: reliability of the source, credibility of the information
// access:  read
// tags:    evidence, sources
:param event => "chronology:cn-bans-intel-amd-2024";
:param limit => 200;
MATCH (:Statement {id: $event})-[r:REPORTED_IN]->(s:Source)
RETURN s.title AS source, s.publisher AS publisher, s.published AS published, r.date AS told_date, r.words AS words,
  s.reliability + r.credibility AS grade
ORDER BY published, source
LIMIT $limit
