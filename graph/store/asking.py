"""Reads for questions, on an event loop. Queries are named files of cypher/; values come back as Python's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import neo4j

from graph.driver_values import plain_row
from graph.engine import Endpoint
from graph.errors import StoreError
from graph.queries import Query, queries
from graph.server_version import checked_version
from graph.store.driver import AT_ONCE, QUIET, Rows, bolt, cypher, told, translated
from graph.store.spans import span
from graph.store.turns import Turns
from graph.store.walking import Reader
from graph.store.writing import Writer
from graph.vocabulary import vocabulary

_SILENCE_S = 10.0  # so long nothing may come over the line, beyond what a query may take, before the server counts as gone


class Store:
    """Reads, for questions. Opens no connection before the first one; close it, or use it as an async context."""

    def __init__(self, endpoint: Endpoint, *, timeout_s: float) -> None:
        self._endpoint = endpoint
        self._timeout_s = timeout_s
        self.turns = Turns(AT_ONCE)
        self._up = asyncio.Event()
        self._up.set()
        with translated(endpoint):
            self._driver = neo4j.AsyncGraphDatabase.driver(
                bolt(endpoint), auth=(endpoint.user, endpoint.password), max_connection_pool_size=AT_ONCE, **QUIET
            )

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
        return await self._rows(name, query.text, query.bind(parameters))

    async def read_types(self, name: str, wanted: Mapping[str, Sequence[Any]], **parameters: Any) -> Rows:
        """As `read`, of a query file that names an edge type: its first parameter is given by type. One text for every choice of types:
        a round trip for each type takes longer, and a text for each choice is planned each time. Its plan, all indexes, is never made anew.
        """
        query = queries()[name]
        text = "replan=skip\n" + query.of_types(vocabulary().edge_types)
        if not wanted:
            return []
        ((found,),) = [row.values() for row in await self._rows(name, text, query.bind({query.parameters[0].name: wanted, **parameters}))]
        return list(found)

    async def read_some(self, query: Query, bound: dict[str, Any], *, at_most: int) -> Rows:
        """The first rows of a query of the library, which may be a user's own file: what it does not bound is bounded here."""
        with told():
            return await self._rows(query.name, query.text, bound, at_most)

    async def read_own(self, text: str, parameters: Mapping[str, Any], *, at_most: int) -> Rows:
        """The first rows of a text of the database's owner, which only reads: for notebooks. Never for text that came by a request."""
        with told():
            return await self._rows("own", text, dict(parameters), at_most)

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """While the server is restarted: questions wait, and those that it cuts off are asked once more, for they only read."""
        self._up.clear()
        try:
            yield
        finally:
            self._up.set()

    async def _rows(self, name: str, text: str, bound: dict[str, Any], at_most: int | None = None) -> Rows:
        while True:
            await self._up.wait()
            try:
                return await self._asked(name, text, bound, at_most)
            except StoreError:
                if self._up.is_set():
                    raise

    async def _asked(self, name: str, text: str, bound: dict[str, Any], at_most: int | None) -> Rows:
        query = neo4j.Query(cypher(text), timeout=self._timeout_s)
        fetch_size = 5000 if at_most is None else min(at_most, 5000)
        async with self.turns.turn():
            with span(name):
                return await self._run(query, fetch_size, bound, at_most)

    async def _run(self, query: neo4j.Query, fetch_size: int, bound: dict[str, Any], at_most: int | None) -> Rows:
        with translated(self._endpoint):
            # The server ends a query that takes too long and says so; a line that has gone dead says nothing for minutes.
            async with asyncio.timeout(self._timeout_s + _SILENCE_S), self._session(fetch_size) as session:
                result = await session.run(query, bound)
                records = [record async for record in result] if at_most is None else await result.fetch(at_most)
                return [plain_row(record) for record in records]

    def _session(self, fetch_size: int) -> neo4j.AsyncSession:
        return self._driver.session(database=self._endpoint.database, default_access_mode=neo4j.READ_ACCESS, fetch_size=fetch_size)

    def reader(self) -> Reader:
        """A reader of the same database for a walk in a thread of its own; the caller closes it."""
        return Reader(self._endpoint)

    def writer(self) -> Writer:
        """A writer to the same database for a thread of its own; the caller closes it."""
        return Writer(self._endpoint)

    async def check_server(self) -> str:
        """The server's version, after the check that it is one that Retorsion can use.

        Raises:
            StoreUnsupported: another dialect or an older server; StoreUnreachable, StoreRefused.
        """
        with translated(self._endpoint):
            info = await asyncio.wait_for(self._driver.get_server_info(), _SILENCE_S)
            return checked_version(info.agent)
