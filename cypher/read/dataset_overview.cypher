// title:   What each dataset holds, since when, under which licence
// returns: dataset string         Its id
// returns: title string           Its title
// returns: licence string         Under which licence
// returns: actions integer        Actions
// returns: ties integer           Ties
// returns: first date             Earliest possible day of its first action
// returns: last date              Latest possible day of its last
// returns: loads integer          How often it was loaded
// access:  read
// tags:    provenance
MATCH (d:Dataset)
CALL (d) {
  MATCH (s:Statement {dataset: d.id})
  RETURN count(CASE WHEN s:Event THEN 1 END) AS actions, count(CASE WHEN s:Tie THEN 1 END) AS ties, min(s.date) AS first, max(s.date_to) AS last
}
RETURN d.id AS dataset, d.title AS title, d.licence AS licence, actions, ties, first, last, COUNT { (:Load {dataset: d.id}) } AS loads
ORDER BY dataset
LIMIT 500
