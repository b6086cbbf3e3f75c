"""The guard of this service while it lives: its database, its limits, its audit file and its watchdog. What it guards is graph/guard's."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from urllib.parse import urlsplit

from anyio.to_thread import run_sync

from graph.engine import Endpoint
from graph.errors import AccessError
from graph.guard import Audit, Guard, Limits, watch
from graph.keys import KeyStore
from graph.settings import Settings
from graph.store import Store


@asynccontextmanager
async def guarded(settings: Settings, endpoint: Endpoint, keys: KeyStore, others: Store) -> AsyncIterator[Guard]:
    """The guard, watched. `others` is what all other questions are asked of: they wait while the database is restarted."""
    asked = cypher_endpoint(settings, endpoint)
    limits = Limits(settings.cypher_timeout_s, settings.cypher_concurrency, settings.cypher_memory_mb)
    guard = Guard(asked, limits, Audit(settings.data_dir / "audit.jsonl"))

    def suspend(key: str, why: str) -> None:
        with contextlib.suppress(AccessError):  # without a key there is none to stop
            keys.stop(key, why)

    async def restart() -> None:
        from graph import engine  # here, because the managed server's own dependencies are an extra

        same_port = settings.model_copy(update={"bolt_port": urlsplit(asked.uri).port or 0})
        async with others.held():
            await run_sync(partial(engine.restart, same_port, at_once=True))

    async with Store(asked, timeout_s=5) as store:
        watching = asyncio.create_task(watch(guard, store, suspend, restart if asked.managed else None))
        try:
            yield guard
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching
            await guard.close()


def cypher_endpoint(settings: Settings, endpoint: Endpoint) -> Endpoint:
    """Where free Cypher runs: a server of its own by setting, else the one of all questions."""
    if not settings.cypher_uri:
        return endpoint
    password = settings.cypher_password.get_secret_value()
    return Endpoint(settings.cypher_uri, settings.cypher_user, password, database=endpoint.database, managed=False)
