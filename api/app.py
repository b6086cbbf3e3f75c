"""The application: opens the store, finds the routes, puts the frame around them. Answers no question itself."""

from __future__ import annotations

import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib import import_module, metadata

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from api import routes
from api.errors import add_handlers
from api.middleware import RequestFrame
from api.openapi import PROBLEM_RESPONSES, TAGS, describe
from api.parameters import refuse_strangers
from graph.engine import Endpoint, resolve_endpoint
from graph.settings import Settings
from graph.store import Store

ABOUT = """Who acted against whom, when, and on whose word: typed, dated, sourced actions between states, agencies, companies and groups.

Every answer is one envelope: `data` holds ids only; the tables `actors`, `events`, `sources` and `claims` hold each entry once; `meta`
echoes the question with its defaults, the limits, and what was left out. Every error is a problem (RFC 9457). Empty is 200, unknown is 404.
"""


def create_app(settings: Settings, endpoint: Endpoint | None = None) -> FastAPI:
    """The service on a database: `endpoint`, or the one that the settings name, started if need be."""
    app = FastAPI(
        title="Retorsion",
        version=metadata.version("retorsion"),
        description=ABOUT,
        openapi_tags=TAGS,
        docs_url=None,  # these pages load scripts from another host
        redoc_url=None,
        redirect_slashes=False,
        responses=PROBLEM_RESPONSES,
        dependencies=[Depends(refuse_strangers)],
        middleware=[Middleware(RequestFrame), Middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)],
        lifespan=partial(_lifespan, settings=settings, endpoint=endpoint),
    )
    add_handlers(app)
    for router in routers():
        app.include_router(router)
    app.openapi = partial(describe, app)  # type: ignore[method-assign]
    return app


def routers() -> list[APIRouter]:
    """Every route file's router, in the order of the files' names.

    Raises:
        TypeError: a file of api/routes/ has none.
    """
    found = []
    for module in sorted(pkgutil.iter_modules(routes.__path__), key=lambda module: module.name):
        router = getattr(import_module(f"{routes.__name__}.{module.name}"), "router", None)
        if not isinstance(router, APIRouter):
            raise TypeError(f"api/routes/{module.name}.py has no `router`: each file there has one.")
        found.append(router)
    return found


@asynccontextmanager
async def _lifespan(app: FastAPI, *, settings: Settings, endpoint: Endpoint | None) -> AsyncIterator[None]:
    if endpoint is None:
        endpoint = await run_sync(resolve_endpoint, settings)
    async with Store(endpoint, timeout_s=settings.query_timeout_s) as store:
        app.state.store = store
        yield
