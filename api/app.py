"""The application: opens the store, finds the routes, puts the frame around them. Answers no question itself."""

from __future__ import annotations

import pkgutil
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib import import_module, metadata
from typing import Final

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Scope

from api import routes
from api.access import scopes_of
from api.caching import add_not_changed
from api.errors import add_handlers
from api.explorer import add_explorer, built
from api.export_jobs import MAX_STREAMS, exporting
from api.feed import Followers
from api.gate import Gate
from api.guarding import guarded
from api.load_jobs import loading
from api.metrics import Metrics
from api.middleware import RequestFrame
from api.openapi import PROBLEM_RESPONSES, TAGS, describe
from api.parameters import refuse_strangers
from api.views import Views
from graph.engine import Endpoint, resolve_endpoint
from graph.errors import SettingsError
from graph.keys import KeyStore, checked_scopes
from graph.queries import library
from graph.settings import Settings
from graph.store import Store
from graph.temporal.live import LiveIndex

OPEN: Final = {"/", "/healthz", "/readyz"}
"""What everybody may ask: where to look, and whether the service is well."""

PROBES: Final = {"/healthz", "/readyz", "/metrics"}
"""What programs ask every few seconds: no trace is made of it."""

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
        # Traces, where OTEL_EXPORTER_OTLP_ENDPOINT says where to; counts and the log have their own ways out.
        telemetry={"auto_configure": True, "metrics": False, "logs": False, "exclude": _is_probe},
        middleware=[Middleware(RequestFrame), *_cors(settings), Middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)],
        lifespan=partial(_lifespan, settings=settings, endpoint=endpoint),
    )
    app.state.library = library(settings.queries_dir)
    app.state.keys = KeyStore(settings.data_dir / "keys.json")
    app.state.open_scopes = frozenset(checked_scopes(settings.open_scopes.split(",")))
    app.state.gate = Gate(settings)
    app.state.views = Views(settings.data_dir / "views", settings.views_most)
    app.state.followers = Followers()
    app.state.metrics = Metrics()
    app.state.run = secrets.token_hex(8)
    add_handlers(app)
    add_not_changed(app)
    found = routers()
    for router in found:
        app.include_router(router)
    add_explorer(app, built())
    app.openapi = partial(describe, app, _scopes(found))  # type: ignore[method-assign]
    return app


def _is_probe(scope: Scope) -> bool:
    return scope["path"] in PROBES


def routers() -> list[APIRouter]:
    """Every route file's router, in the order of the files' names.

    Raises:
        TypeError: a file of api/routes/ has none, or a route does not say who may use it.
    """
    found = []
    for module in sorted(pkgutil.iter_modules(routes.__path__), key=lambda module: module.name):
        router = getattr(import_module(f"{routes.__name__}.{module.name}"), "router", None)
        if not isinstance(router, APIRouter):
            raise TypeError(f"api/routes/{module.name}.py has no `router`: each file there has one.")
        _require_scopes(router)
        found.append(router)
    return found


def _require_scopes(router: APIRouter) -> None:
    """A route that names no scope would be open to everybody: that is only what says so here."""
    for route in router.routes:
        if isinstance(route, APIRoute) and route.path not in OPEN and len(scopes_of(route)) != 1:
            raise TypeError(f"{route.path} needs one scope, `Depends(needs(...))`; it names {sorted(scopes_of(route)) or 'none'}.")


def _scopes(found: list[APIRouter]) -> dict[str, str]:
    """What each operation needs."""
    routes = [route for router in found for route in router.routes if isinstance(route, APIRoute)]
    return {str(route.operation_id): scope for route in routes for scope in scopes_of(route)}


def _cors(settings: Settings) -> list[Middleware]:
    """Nothing where no origin is named: then browsers keep pages of other origins from reading answers."""
    origins = [origin.strip().rstrip("/") for origin in settings.cors_origins.split(",") if origin.strip()]
    if any("*" in origin or "://" not in origin for origin in origins):
        hint = "Write whole origins: https://graph.example.org, without a path or a star."
        raise SettingsError("RETORSION_CORS_ORIGINS holds what is no origin.", hint=hint)
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "If-None-Match", "Last-Event-ID", "X-Request-ID"],
            expose_headers=["ETag", "Link", "Location", "Retry-After", "X-Request-ID"],
            max_age=600,
        )
    ]


@asynccontextmanager
async def _lifespan(app: FastAPI, *, settings: Settings, endpoint: Endpoint | None) -> AsyncIterator[None]:
    if endpoint is None:
        endpoint = await run_sync(resolve_endpoint, settings)
    async with (
        Store(endpoint, timeout_s=settings.query_timeout_s) as store,
        guarded(settings, endpoint, app.state.keys, store) as guard,
        exporting(settings, endpoint) as desk,
        loading(settings, endpoint) as loads,
    ):
        app.state.store, app.state.guard, app.state.desk, app.state.loads = store, guard, desk, loads
        app.state.streams = CapacityLimiter(MAX_STREAMS)
        with LiveIndex(settings, endpoint) as app.state.index:
            yield
