"""Cypher of strangers, which only reads, in a process of its own. What may be asked is judged in graph/guard/, not here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import neo4j

from graph.engine import Endpoint
from graph.store.driver import QUIET, bolt, told, translated


class UntrustedReader:
    """Runs a stranger's text, for the guard's worker alone: one at a time, each in an explicit READ transaction with a timeout.

    Explicit, because auto-commit would also run `CALL {} IN TRANSACTIONS`. What may be run is judged elsewhere.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        with translated(endpoint):
            self._driver = neo4j.GraphDatabase.driver(bolt(endpoint), auth=(endpoint.user, endpoint.password), **QUIET)

    def __enter__(self) -> UntrustedReader:
        return self

    def __exit__(self, *_: object) -> None:
        self._driver.close()

    def explain(self, text: str, parameters: dict[str, Any], *, timeout_s: float, tag: str) -> dict[str, Any]:
        """The kind of query and its plan, nothing run."""
        with self._begun(timeout_s, tag) as tx:
            summary = tx.run("EXPLAIN\n" + text, parameters).consume()
            return {"query_type": summary.query_type, "tree": summary.plan, "profiled": summary.profile is not None}

    @contextmanager
    def rows(
        self, text: str, parameters: dict[str, Any], *, timeout_s: float, tag: str
    ) -> Iterator[tuple[list[str], Iterator[tuple[Any, ...]]]]:
        """The columns, and the rows as driver values. `tag` finds the transaction on the server."""
        with self._begun(timeout_s, tag) as tx:
            result = tx.run(text, parameters)
            yield list(result.keys()), (tuple(record.values()) for record in result)

    @contextmanager
    def _begun(self, timeout_s: float, tag: str) -> Iterator[neo4j.Transaction]:
        with (
            told(),
            translated(self._endpoint),
            self._driver.session(database=self._endpoint.database, default_access_mode=neo4j.READ_ACCESS, fetch_size=5000) as session,
            session.begin_transaction(metadata={"retorsion": tag}, timeout=timeout_s) as tx,
        ):
            yield tx
