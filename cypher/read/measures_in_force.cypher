// title:   Measures of a state that were in force on a day
// about:   In force: begun by then, not known to have ended, and not said to be announced alone.
// param:   state string  Actor id of the state
// param:   day date  The day
// param:   limit integer  1..5000  At most so many rows
// returns: since date             Earliest possible day
// returns: measure string         The edge's type
// returns: action string          Which measure
// returns: against string         To whom
// returns: ends date              When it ends, where that is known
// returns: event string           The statement
// access:  read
// tags:    sanctions, as of
:param state => "state:USA";
:param day => "2019-06-01";
:param limit => 500;
MATCH (:Actor {id: $state})-[e:SANCTIONED|BANNED|RESTRICTED_EXPORTS_TO|IMPOSED_TARIFFS_ON|BLOCKADED]->(x:Actor)
WHERE e.date <= date($day) AND coalesce(e.end_date_to, e.end_date, date($day)) >= date($day) AND e.status <> 'announced'
RETURN e.date AS since, type(e) AS measure, e.action AS action, x.name AS against, coalesce(e.end_date_to, e.end_date) AS ends, coalesce(e.statement, e.id) AS event
ORDER BY since, event, against
LIMIT $limit
