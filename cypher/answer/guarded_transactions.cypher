// title:   Free queries that the database has ended and that run on all the same
// about:   A timeout only marks a transaction; an expression that makes no rows never looks at the mark.
// returns: transaction string  The server's name for it
// returns: tag string          The guard's name for it
// returns: seconds float       Since it began
// access:  read
SHOW TRANSACTIONS YIELD transactionId, metaData, status, elapsedTime
WHERE metaData.retorsion IS NOT NULL AND status STARTS WITH 'Terminated'
RETURN transactionId AS transaction, metaData.retorsion AS tag, elapsedTime.milliseconds / 1000.0 AS seconds
