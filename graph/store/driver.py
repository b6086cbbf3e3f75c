"""What every connection needs: addresses, texts in their dialect, and the driver's errors as ours. No query is run here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, LiteralString

from neo4j import exceptions as driver_errors

from graph.engine import Endpoint
from graph.errors import CypherError, StoreBroken, StoreBusy, StoreError, StoreRefused, StoreTimeout, StoreUnreachable
from graph.queries import EDGE_TYPE
from graph.vocabulary import vocabulary

Rows = list[dict[str, Any]]

QUIET: Final[dict[str, Any]] = {"notifications_min_severity": "OFF", "user_agent": "retorsion", "connection_acquisition_timeout": 15.0}
AT_ONCE: Final = 24
"""Connections of one process for questions; who comes then waits. A managed server works on 40 at once, and refuses more."""
_TOO_SLOW = ("TransactionTimedOut", "TransactionTimedOutClientConfiguration", "LockClientStopped")
_BROKEN = ("TransactionCommitFailed", "TransactionStartFailed", "DatabaseUnavailable", "TransactionLogError")
_BUSY = ("NoThreadsAvailable", "MaximumTransactionLimitReached")
_TELLTALE = re.compile(r"org\.|java\.|com\.|Exception|(?<!\w)/\w|file:|dbms\.|server\.")
"""What an error's text betrays of the machine: Java's names, paths, settings."""
_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


def bolt(endpoint: Endpoint) -> str:
    """The address, if it is one of Bolt: the driver also takes others, for which it lacks what it needs."""
    if endpoint.uri.partition("://")[0] not in _SCHEMES:
        raise StoreUnreachable(f"{endpoint.uri!r} is not an address of a Neo4j.", hint="Write bolt://host:port or neo4j://host:port.")
    return endpoint.uri


def cypher(text: str) -> LiteralString:
    """The text of a query file, in the dialect it is written in whatever the database's default. Never text of a user."""
    return "CYPHER 25\n" + text


def typed(text: str, edge_type: str) -> str:
    """A relationship type cannot be a parameter of MERGE without losing its index (163 edges/s against 11,000), so the text names it."""
    return text.replace(EDGE_TYPE, _known(edge_type))


def _known(edge_type: str) -> str:
    if edge_type not in vocabulary().edge_types:
        raise StoreError(f"{edge_type!r} is not an edge type of the vocabulary.")
    return edge_type


@contextmanager
def translated(endpoint: Endpoint) -> Iterator[None]:
    """Driver errors as ours; everything else passes."""
    try:
        yield
    except driver_errors.AuthError as error:
        where = "the file `credentials` in its data directory" if endpoint.managed else "RETORSION_NEO4J_USER and RETORSION_NEO4J_PASSWORD"
        raise StoreRefused(f"Neo4j at {endpoint.uri} refused user {endpoint.user!r}.", hint=f"Check {where}.") from error
    except (driver_errors.ServiceUnavailable, driver_errors.SessionExpired, OSError) as error:  # TimeoutError is an OSError
        start = "Start it with `retorsion engine start`." if endpoint.managed else "Check RETORSION_NEO4J_URI and that the server runs."
        raise StoreUnreachable(f"No Neo4j answers at {endpoint.uri}.", hint=start) from error
    except driver_errors.ConfigurationError as error:
        raise StoreUnreachable(f"{endpoint.uri!r} is not an address of a Neo4j: {error}.", hint="Write bolt://host:port.") from error
    except driver_errors.ConnectionAcquisitionTimeoutError as error:
        raise StoreBusy("No connection to the database came free.", hint="Ask again in a moment.") from error
    except driver_errors.Neo4jError as error:
        raise _translate(error, endpoint) from error
    except driver_errors.DriverError as error:
        raise StoreUnreachable(f"The connection to {endpoint.uri} failed: {error}.") from error


@contextmanager
def told() -> Iterator[None]:
    """What is wrong with a text or its values is for the asker, where these are the asker's own."""
    try:
        yield
    except StoreError as error:
        cause = error.__cause__
        if isinstance(cause, driver_errors.Neo4jError) and (cause.code or "").endswith("OutOfMemoryError"):
            raise CypherError("The query needs more memory than it may take.", hint="Ask for fewer or smaller values.") from cause
        if type(error) is not StoreError or not isinstance(cause, driver_errors.ClientError):
            raise
        raise CypherError(_public(cause), hint="Check the text and its parameters.") from cause


def _public(error: driver_errors.Neo4jError) -> str:
    """Code and first line; procedures name Java's classes there, and files their paths."""
    code = (error.code or "Unknown").removeprefix("Neo.ClientError.")
    line = (error.message or "").partition("\n")[0][:400]
    return f"{code}." if _TELLTALE.search(line) else f"{code}: {line.removesuffix('.')}."


def _translate(error: driver_errors.Neo4jError, endpoint: Endpoint) -> StoreError:
    code = (error.code or "").rsplit(".", 1)[-1]
    text = (error.message or "").splitlines()[0] if error.message else code
    if code in _TOO_SLOW:
        return StoreTimeout("The query took longer than it may.", hint="Ask for less: a shorter window, fewer hops, a filter.")
    if code in _BUSY:
        return StoreBusy(f"The database has as much to do as it may: {code}.", hint="Ask again in a moment.")
    if code in _BROKEN:
        return StoreBroken(
            f"The database cannot work: {text}.",
            hint="Is the disk full? Free space, then `retorsion engine restart`." if endpoint.managed else "See the server's log.",
        )
    if code == "DatabaseNotFound":
        return StoreUnreachable(
            f"The server at {endpoint.uri} has no database {endpoint.database!r}.", hint="Set RETORSION_NEO4J_DATABASE."
        )
    return StoreError(f"Neo4j answered {code}: {text}")
