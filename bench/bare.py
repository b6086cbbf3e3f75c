"""The peer of bench/service.py: FastAPI and the driver, a route that runs the queries which an answer of ours rests on, and no more."""

from __future__ import annotations

import json
import multiprocessing
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from functools import partial
from typing import Any

import neo4j
import uvicorn
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from starlette.responses import Response

from api.app import create_app
from bench.mixed import Question
from graph.engine import Endpoint
from graph.settings import Settings
from graph.store import Rows, Store

Asked = tuple[str, dict[str, Any]]
"""A text of Cypher and its parameters."""


class Recording(Store):
    """Writes down what it asks."""

    asked: list[Asked]

    async def _rows(self, name: str, text: str, bound: dict[str, Any], at_most: int | None = None) -> Rows:
        self.asked.append((text, bound))
        return await super()._rows(name, text, bound, at_most)


def recorded(settings: Settings, endpoint: Endpoint, questions: Sequence[Question]) -> list[list[Asked]]:
    """The queries of each answer, as the service runs them. What free Cypher runs is the text itself; its guard is ours alone."""
    app = create_app(settings, endpoint)
    transport = ASGITransport(app, client=("127.0.0.1", 5))
    store = Recording(endpoint, timeout_s=60)
    found = []
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(app.router.lifespan_context(app)),
        portal.wrap_async_context_manager(store),
        portal.wrap_async_context_manager(AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=60)) as client,
    ):
        app.state.store = store
        while app.state.index.state.phase != "ready":
            time.sleep(0.1)
        for one in questions:
            store.asked = []
            response = portal.call(partial(client.request, one.method, one.path, json=one.body))
            response.raise_for_status()
            found.append(store.asked or [(one.body["query"], one.body["parameters"])] if one.body else store.asked)
    return found


def bare(endpoint: Endpoint, asked: Sequence[Sequence[Asked]]) -> FastAPI:
    driver = neo4j.AsyncGraphDatabase.driver(endpoint.uri, auth=(endpoint.user, endpoint.password), notifications_min_severity="OFF")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> Any:
        async with driver:
            yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/{number}")
    async def answer(number: int) -> Response:
        rows = []
        for text, parameters in asked[number]:
            async with driver.session(database=endpoint.database, default_access_mode=neo4j.READ_ACCESS) as session:
                result = await session.run("CYPHER 25\n" + text, parameters)
                rows.append([record.data() async for record in result])
        return Response(json.dumps(rows, default=str), media_type="application/json")

    return app


def _serve(listener: socket.socket, endpoint: Endpoint, asked: Sequence[Sequence[Asked]]) -> None:
    config = uvicorn.Config(bare(endpoint, asked), access_log=False, log_config=None, lifespan="on")
    uvicorn.Server(config).run(sockets=[listener])


@contextmanager
def peer(endpoint: Endpoint, asked: Sequence[Sequence[Asked]]) -> Iterator[str]:
    """As a process of its own; the address of the first answer and so on is `/0`, `/1` ..."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=2048)) as listener:
        process = multiprocessing.get_context("spawn").Process(target=_serve, args=(listener, endpoint, asked))
        process.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"  # who connects early waits in the backlog
        finally:
            process.terminate()
            process.join(30)
