"""Long reads in a thread of their own: rows as they come, or columns of them. No writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import neo4j

from graph.driver_values import plain_row
from graph.engine import Endpoint
from graph.queries import queries
from graph.store.driver import QUIET, bolt, cypher, translated, typed
from graph.store.spans import span


class Reader:
    """Reads one row at a time, for walks over more than memory holds (exports). Sync: a walk has a thread of its own, and no time limit."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        with translated(endpoint):
            self._driver = neo4j.GraphDatabase.driver(bolt(endpoint), auth=(endpoint.user, endpoint.password), **QUIET)

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._driver.close()

    def stream(self, name: str, *, edge_type: str = "", **parameters: Any) -> Iterator[dict[str, Any]]:
        return (plain_row(record) for record in self._records(name, edge_type, parameters, 5000))

    def columns(self, name: str, *, edge_type: str = "", **parameters: Any) -> Iterator[dict[str, Any]]:
        """Rows that hold lists of thousands of numbers or texts, as they come: a look at each value would cost more than its transport."""
        return (dict(record) for record in self._records(name, edge_type, parameters, 2))

    def _records(self, name: str, edge_type: str, parameters: Mapping[str, Any], fetch_size: int) -> Iterator[neo4j.Record]:
        query = queries()[name]
        text = neo4j.Query(cypher(typed(query.text, edge_type) if query.typed else query.text))
        with (
            span(name),
            translated(self._endpoint),
            self._driver.session(database=self._endpoint.database, default_access_mode=neo4j.READ_ACCESS, fetch_size=fetch_size) as session,
        ):
            yield from session.run(text, query.bind(parameters))
