"""Writes, for the write door: one transaction at a time, all of it or nothing; and reads beside it. Nothing is asked here for users."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import neo4j
from neo4j import exceptions as driver_errors

from graph.driver_values import plain_row, shown_value
from graph.engine import Endpoint
from graph.queries import queries, statements
from graph.server_version import checked_version
from graph.store.driver import QUIET, Rows, bolt, cypher, translated, typed
from graph.store.spans import span

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Transaction:
    """One write transaction; everything in it happens or nothing does."""

    _tx: neo4j.ManagedTransaction | neo4j.Transaction

    def run(self, name: str, *, edge_type: str = "", **parameters: Any) -> Rows:
        query = queries()[name]
        text = typed(query.text, edge_type) if query.typed else query.text
        with span(name):
            return [plain_row(record) for record in self._tx.run(cypher(text), query.bind(parameters))]


@dataclass(frozen=True, slots=True)
class Rehearsal(Transaction):
    """Writes that can be read back and are never kept."""

    _tx: neo4j.Transaction

    def stream(self, name: str, **parameters: Any) -> Iterator[dict[str, Any]]:
        """As `run`, one row at a time, for whole-graph walks."""
        query = queries()[name]
        with span(name):
            for record in self._tx.run(cypher(query.text), query.bind(parameters)):
                yield plain_row(record)


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
        with translated(endpoint):
            self._driver = neo4j.GraphDatabase.driver(bolt(endpoint), auth=(endpoint.user, endpoint.password), **QUIET)

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._driver.close()

    def write(self, work: Callable[[Transaction], _T]) -> _T:
        """Run `work` in one transaction; it may run again after a passing fault, so it must not count on being run once."""
        with translated(self._endpoint), self._driver.session(database=self._endpoint.database) as session:
            try:
                return session.execute_write(lambda tx: work(Transaction(tx)))
            except Abandon as nothing:
                return cast("_T", nothing.result)

    def read(self, name: str, **parameters: Any) -> Rows:
        query = queries()[name]
        with span(name), translated(self._endpoint), self._session(neo4j.READ_ACCESS) as session:
            return [plain_row(record) for record in session.run(cypher(query.text), query.bind(parameters))]

    def stream(self, name: str, **parameters: Any) -> Iterator[dict[str, Any]]:
        """As `read`, one row at a time, for whole-graph walks."""
        query = queries()[name]
        with span(name), translated(self._endpoint), self._session(neo4j.READ_ACCESS) as session:
            for record in session.run(cypher(query.text), query.bind(parameters)):
                yield plain_row(record)

    @contextmanager
    def rehearsal(self) -> Iterator[Rehearsal]:
        """A transaction without end of time that is undone at its end, even where the server was stopped under it.

        As soon as it has taken the write lock no other writer commits until it ends.
        """
        with translated(self._endpoint), self._session(neo4j.WRITE_ACCESS) as session:
            transaction = session.begin_transaction(timeout=0)
            try:
                yield Rehearsal(transaction)
            finally:
                with suppress(driver_errors.DriverError, driver_errors.Neo4jError):
                    transaction.close()

    def run_own(self, text: str, parameters: Mapping[str, Any]) -> Table:
        """A statement of the database's owner, with all of the owner's rights: for the shell. Never for text that came by a request."""
        with translated(self._endpoint), self._session(neo4j.WRITE_ACCESS) as session:
            result = session.run(cypher(text), dict(parameters))
            rows = [[shown_value(value) for value in record.values()] for record in result]
            counters = result.consume().counters
        done = ", ".join(
            f"{count} {name.replace('_', ' ')}" for name, count in sorted(vars(counters).items()) if type(count) is int and count
        )
        return Table(tuple(result.keys()), rows, done)

    def change_schema(self, name: str, edge_type: str = "") -> None:
        """Run the statements of a schema file, each in its own transaction, as the server wants it."""
        query = queries()[name]
        with translated(self._endpoint), self._session(neo4j.WRITE_ACCESS) as session:
            for text in statements(query):
                session.run(cypher(typed(text, edge_type) if query.typed else text)).consume()

    def check_server(self) -> str:
        """As `Store.check_server`."""
        with translated(self._endpoint):
            return checked_version(self._driver.get_server_info().agent)

    def _session(self, mode: str) -> neo4j.Session:
        return self._driver.session(database=self._endpoint.database, default_access_mode=mode, fetch_size=5000)
