"""The only module that talks to Neo4j: reads for questions (async), writes for the write door (sync), errors translated once.

Queries are named files of cypher/; their parameters are checked before they are sent. Values come back as plain Python values:
dates as datetime.date, no driver types. Nothing here knows what a query means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString, TypeVar, cast

import neo4j
import neo4j.graph
from neo4j import exceptions as driver_errors

from graph.engine import Endpoint
from graph.errors import StoreBroken, StoreError, StoreRefused, StoreTimeout, StoreUnreachable, StoreUnsupported
from graph.queries import EDGE_TYPE, Query, queries, statements
from graph.vocabulary import vocabulary

Rows = list[dict[str, Any]]
_T = TypeVar("_T")

OLDEST_SERVER = (2025, 8)
_TOO_SLOW = ("TransactionTimedOut", "TransactionTimedOutClientConfiguration", "LockClientStopped")
_BROKEN = ("TransactionCommitFailed", "TransactionStartFailed", "DatabaseUnavailable", "TransactionLogError")
_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_QUIET: dict[str, Any] = {"notifications_min_severity": "OFF", "user_agent": "retorsion", "connection_acquisition_timeout": 15.0}


class Store:
    """Reads, for questions. Opens no connection before the first one; close it, or use it as an async context."""

    def __init__(self, endpoint: Endpoint, *, timeout_s: float) -> None:
        self._endpoint = endpoint
        self._timeout_s = timeout_s
        with _translated(endpoint):
            self._driver = neo4j.AsyncGraphDatabase.driver(_bolt(endpoint), auth=(endpoint.user, endpoint.password), **_QUIET)

    async def __aenter__(self) -> Store:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._driver.close()

    async def read(self, name: str, **parameters: Any) -> Rows:
        """The rows of a query file; the whole answer in memory, so the query must bound it.

        Raises:
            StoreError: of the kind that happened.
        """
        query = queries()[name]
        return await self._rows(query.text, query.bind(parameters))

    async def read_type(self, name: str, edge_type: str, **parameters: Any) -> Rows:
        """As `read`, of a query file that is run for one edge type at a time."""
        query = queries()[name]
        return await self._rows(_typed(query, edge_type), query.bind(parameters))

    async def _rows(self, cypher: str, bound: dict[str, Any]) -> Rows:
        text = neo4j.Query(_cypher(cypher), timeout=self._timeout_s)
        with _translated(self._endpoint):
            async with self._driver.session(
                database=self._endpoint.database, default_access_mode=neo4j.READ_ACCESS, fetch_size=5000
            ) as session:
                result = await session.run(text, bound)
                return [_row(record) async for record in result]

    async def check_server(self) -> str:
        """The server's version, after the check that it is one that Retorsion can use.

        Raises:
            StoreUnsupported: another dialect or an older server; StoreUnreachable, StoreRefused.
        """
        with _translated(self._endpoint):
            info = await self._driver.get_server_info()
            return _checked_version(info.agent)


@dataclass(frozen=True, slots=True)
class Transaction:
    """One write transaction; everything in it happens or nothing does."""

    _tx: neo4j.ManagedTransaction

    def run(self, name: str, *, edge_type: str = "", **parameters: Any) -> Rows:
        query = queries()[name]
        text = _typed(query, edge_type) if query.typed else query.text
        return [_row(record) for record in self._tx.run(_cypher(text), query.bind(parameters))]


@dataclass(frozen=True, slots=True)
class Table:
    """A result to look at: every value as text, and what the statement changed."""

    columns: tuple[str, ...]
    rows: list[list[str]]
    changed: str


class Abandon(Exception):
    """Raised inside a write to leave everything as it was; `result` is what `Writer.write` then returns."""

    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result


class Writer:
    """Writes, for the write door and the schema. Sync: one writer is right, and its work is the server's."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        with _translated(endpoint):
            self._driver = neo4j.GraphDatabase.driver(_bolt(endpoint), auth=(endpoint.user, endpoint.password), **_QUIET)

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._driver.close()

    def write(self, work: Callable[[Transaction], _T]) -> _T:
        """Run `work` in one transaction; it may run again after a passing fault, so it must not count on being run once."""
        with _translated(self._endpoint), self._driver.session(database=self._endpoint.database) as session:
            try:
                return session.execute_write(lambda tx: work(Transaction(tx)))
            except Abandon as nothing:
                return cast("_T", nothing.result)

    def read(self, name: str, **parameters: Any) -> Rows:
        query = queries()[name]
        with _translated(self._endpoint), self._session(neo4j.READ_ACCESS) as session:
            return [_row(record) for record in session.run(_cypher(query.text), query.bind(parameters))]

    def stream(self, name: str, **parameters: Any) -> Iterator[dict[str, Any]]:
        """As `read`, one row at a time, for whole-graph walks."""
        query = queries()[name]
        with _translated(self._endpoint), self._session(neo4j.READ_ACCESS) as session:
            for record in session.run(_cypher(query.text), query.bind(parameters)):
                yield _row(record)

    def run_own(self, text: str, parameters: Mapping[str, Any]) -> Table:
        """A statement of the database's owner, with all of the owner's rights: for the shell. Never for text that came by a request."""
        with _translated(self._endpoint), self._session(neo4j.WRITE_ACCESS) as session:
            result = session.run(_cypher(text), dict(parameters))
            rows = [[_shown(value) for value in record.values()] for record in result]
            counters = result.consume().counters
        done = ", ".join(
            f"{count} {name.replace('_', ' ')}" for name, count in sorted(vars(counters).items()) if type(count) is int and count
        )
        return Table(tuple(result.keys()), rows, done)

    def change_schema(self, name: str, edge_type: str = "") -> None:
        """Run the statements of a schema file, each in its own transaction, as the server wants it."""
        query = queries()[name]
        with _translated(self._endpoint), self._session(neo4j.WRITE_ACCESS) as session:
            for text in statements(query):
                session.run(_cypher(text.replace(EDGE_TYPE, _known(edge_type)) if query.typed else text)).consume()

    def check_server(self) -> str:
        """As `Store.check_server`."""
        with _translated(self._endpoint):
            return _checked_version(self._driver.get_server_info().agent)

    def _session(self, mode: str) -> neo4j.Session:
        return self._driver.session(database=self._endpoint.database, default_access_mode=mode, fetch_size=5000)


def _bolt(endpoint: Endpoint) -> str:
    """The address, if it is one of Bolt: the driver also takes others, for which it lacks what it needs."""
    if endpoint.uri.partition("://")[0] not in _SCHEMES:
        raise StoreUnreachable(f"{endpoint.uri!r} is not an address of a Neo4j.", hint="Write bolt://host:port or neo4j://host:port.")
    return endpoint.uri


def _cypher(text: str) -> LiteralString:
    """The text of a query file, in the dialect it is written in whatever the database's default. Never text of a user."""
    return "CYPHER 25\n" + text


def _typed(query: Query, edge_type: str) -> str:
    """A relationship type cannot be a parameter of MERGE without losing its index (163 edges/s against 11,000), so the text names it."""
    return query.text.replace(EDGE_TYPE, _known(edge_type))


def _known(edge_type: str) -> str:
    if edge_type not in vocabulary().edge_types:
        raise StoreError(f"{edge_type!r} is not an edge type of the vocabulary.")
    return edge_type


def _checked_version(agent: str) -> str:
    name, _, version = agent.partition("/")
    wanted = f"Retorsion needs Neo4j {OLDEST_SERVER[0]}.{OLDEST_SERVER[1]:02d} or later, with Cypher 25."
    hint = "Unset RETORSION_NEO4J_URI to let Retorsion run its own."
    if name != "Neo4j":
        raise StoreUnsupported(f"This server calls itself {agent!r}, which is not Neo4j. {wanted}", hint=hint)
    parts = [int(part) if part.isdigit() else 0 for part in version.split(".")[:2]]
    if tuple(parts) < OLDEST_SERVER:
        raise StoreUnsupported(f"This server is Neo4j {version}. {wanted}", hint=hint)
    return version


def _row(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain(value) for key, value in record.items()}


def _plain(value: Any) -> Any:
    """Driver types as Python's own."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.to_native() if hasattr(value, "to_native") else value


def _shown(value: Any) -> str:
    """A value as a person reads it: nodes with their labels, relationships with their type."""
    if isinstance(value, neo4j.graph.Node):
        return f"(:{':'.join(sorted(value.labels))} {_plain(dict(value))})"
    if isinstance(value, neo4j.graph.Relationship):
        return f"[:{value.type} {_plain(dict(value))}]"
    if isinstance(value, neo4j.graph.Path):
        return " ".join(
            _shown(part) for pair in zip(value.nodes, (*value.relationships, None), strict=True) for part in pair if part is not None
        )
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    return "" if value is None else str(_plain(value))


@contextmanager
def _translated(endpoint: Endpoint) -> Iterator[None]:
    """Driver errors as ours; everything else passes."""
    try:
        yield
    except driver_errors.AuthError as error:
        where = "the file `credentials` in its data directory" if endpoint.managed else "RETORSION_NEO4J_USER and RETORSION_NEO4J_PASSWORD"
        raise StoreRefused(f"Neo4j at {endpoint.uri} refused user {endpoint.user!r}.", hint=f"Check {where}.") from error
    except (driver_errors.ServiceUnavailable, driver_errors.SessionExpired, OSError) as error:
        start = "Start it with `retorsion engine start`." if endpoint.managed else "Check RETORSION_NEO4J_URI and that the server runs."
        raise StoreUnreachable(f"No Neo4j answers at {endpoint.uri}.", hint=start) from error
    except driver_errors.ConfigurationError as error:
        raise StoreUnreachable(f"{endpoint.uri!r} is not an address of a Neo4j: {error}.", hint="Write bolt://host:port.") from error
    except driver_errors.Neo4jError as error:
        raise _translate(error, endpoint) from error
    except driver_errors.DriverError as error:
        raise StoreUnreachable(f"The connection to {endpoint.uri} failed: {error}.") from error


def _translate(error: driver_errors.Neo4jError, endpoint: Endpoint) -> StoreError:
    code = (error.code or "").rsplit(".", 1)[-1]
    text = (error.message or "").splitlines()[0] if error.message else code
    if code in _TOO_SLOW:
        return StoreTimeout("The query took longer than it may.", hint="Ask for less: a shorter window, fewer hops, a filter.")
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
