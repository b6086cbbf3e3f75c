"""What a client is told when something goes wrong: one table from exception to status, one shape (RFC 9457) for all of it.

No route answers an error by itself. What only the operator may know (addresses, users, traces) goes to the log, not to the client.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.parameters import body_names, nearest
from graph.errors import (
    AccessError,
    BusyError,
    CypherError,
    CypherRefused,
    FullError,
    GoneError,
    IndexBehind,
    IndexBuilding,
    QuestionError,
    RetorsionError,
    SchemaError,
    ScopeError,
    StoreBroken,
    StoreBusy,
    StoreRefused,
    StoreTimeout,
    StoreUnreachable,
    StoreUnsupported,
    TooLargeError,
    UnfinishedError,
    UnknownError,
)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 5
_log = logging.getLogger("retorsion.http")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem. `told`: the error's own words reach the client; otherwise only the title does, and the log has the rest."""

    slug: str
    status: int
    title: str
    told: bool = False
    hint: str = ""


_WAIT = "The service is at fault, not the question. Try again later; /readyz says what is missing."
_REPORT = "Report the request_id to whoever runs this service: its log has the cause."
INTERNAL = Kind("internal", 500, "Something went wrong inside the service", hint=_REPORT)
TOO_LARGE = Kind("too-large", 413, "The body is too large", told=True, hint="Ask with fewer actors or a shorter list.")
INVALID = Kind("question", 422, "The question cannot be asked like that", told=True)
KINDS: Mapping[type[RetorsionError], Kind] = {
    UnknownError: Kind("unknown", 404, "Not in the graph", told=True),
    GoneError: Kind("gone", 410, "It is kept no longer", told=True),
    UnfinishedError: Kind("unfinished", 409, "It is not whole yet", told=True),
    CypherError: Kind("cypher", 422, "The database does not take this text or these values", told=True),
    CypherRefused: Kind("cypher-refused", 403, "This Cypher is not allowed here", told=True),
    QuestionError: INVALID,
    AccessError: Kind("unauthorized", 401, "A key is needed", told=True),
    ScopeError: Kind("forbidden", 403, "This key may not do that", told=True),
    TooLargeError: TOO_LARGE,
    BusyError: Kind("busy", 429, "As much as may run at once is running", told=True),
    FullError: Kind("full", 507, "No room is left for it", told=True),
    StoreTimeout: Kind("timeout", 504, "The question took longer than it may", told=True),
    StoreUnreachable: Kind("store-unreachable", 503, "The database does not answer", hint=_WAIT),
    StoreRefused: Kind("store-refused", 503, "The database refuses this service", hint=_WAIT),
    StoreBroken: Kind("store-broken", 503, "The database cannot work", hint=_WAIT),
    StoreBusy: Kind("store-busy", 503, "The database has as much to do as it may", hint="Ask again in a moment."),
    StoreUnsupported: Kind("store-unsupported", 503, "The database is not one that this service can use", hint=_WAIT),
    IndexBuilding: Kind("index-building", 503, "The temporal index is being built", told=True),
    IndexBehind: Kind("index-behind", 503, "The temporal index is behind", told=True),
    SchemaError: Kind("schema", 503, "The graph is not prepared", hint=_WAIT),
    RetorsionError: INTERNAL,
}
"""Looked up along the exception's ancestors, so that a new class has a status before anyone thinks of it."""

NOT_READY = Kind("not-ready", 503, "The service is not ready", hint=_WAIT)
URL_TOO_LONG = Kind(
    "url-too-long", 414, "The address is too long", hint="Most questions can be asked by POST, with their lists in the body."
)


def problem(request_id: str, kind: Kind, detail: str = "", *, hint: str = "", more: Mapping[str, Any] | None = None) -> Response:
    """A problem as a response. `more` holds members beyond the six that every problem has."""
    body = {
        "type": f"/problems/{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail or f"{kind.title}.",
        "hint": hint or kind.hint,
        "request_id": request_id,
        **(more or {}),
    }
    headers = {"Cache-Control": "no-store"}
    if kind.status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
        headers["Retry-After"] = str(RETRY_AFTER_S)
    if kind.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(json.dumps(body, ensure_ascii=False), kind.status, headers, MEDIA_TYPE)


def add_handlers(app: FastAPI) -> None:
    """Everything that is raised on purpose; api/middleware.py answers for the rest."""
    app.add_exception_handler(RetorsionError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def request_id(request: Request) -> str:
    return str(request.state.request_id)


async def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, RetorsionError)
    kind = next(KINDS[ancestor] for ancestor in type(error).__mro__ if ancestor in KINDS)
    if not kind.told:
        _log.error("%s: %s [%s]", type(error).__name__, error, request_id(request))
        return problem(request_id(request), kind)
    more = {name: value for name in ("parameter", "rule") if (value := getattr(error, name, ""))}
    response = problem(request_id(request), kind, error.message, hint=error.hint, more=more)
    if retry_after_s := getattr(error, "retry_after_s", 0):
        response.headers["Retry-After"] = str(retry_after_s)
    return response


async def _invalid(request: Request, error: Exception) -> Response:
    """Every wrong parameter, the first one in `detail`."""
    assert isinstance(error, RequestValidationError)
    faults = [_fault(fault, body_names(request.scope["route"])) for fault in error.errors()]
    first = faults[0]
    more = {"parameter": first["parameter"], "errors": faults}
    return problem(request_id(request), INVALID, first["detail"], hint=first["hint"], more=more)


def _fault(fault: Mapping[str, Any], known: Sequence[str]) -> dict[str, str]:
    """One fault in a sentence that names the parameter and never repeats what was sent."""
    where = ".".join(str(part) for part in fault["loc"][1:]) or str(fault["loc"][0])
    if fault["type"] == "extra_forbidden":
        return {"parameter": where, "detail": f"There is no parameter {where[:60]!r}.", "hint": nearest(where, known)}
    if fault["type"] == "json_invalid":
        return {"parameter": "body", "detail": f"The body is not JSON ({fault['ctx']['error']}, character {where}).", "hint": ""}
    if fault["type"] == "missing":
        return {"parameter": where, "detail": f"{where} is missing.", "hint": "It must be given."}
    words = str(fault["msg"]).removeprefix("Value error, ").removesuffix(".")
    return {"parameter": where, "detail": f"{where}: {words}.", "hint": ""}


async def _http(request: Request, error: Exception) -> Response:
    """What the router itself refuses: no such route, no such method, a body that cannot be read."""
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    if status == TOO_LARGE.status:
        return problem(request_id(request), TOO_LARGE)
    hint = "/openapi.json lists every address and what it takes." if status in (404, 405) else ""
    kind = Kind(status.phrase.lower().replace(" ", "-"), status, status.phrase, hint=hint)
    sentences = {404: f"Nothing is at {request.url.path[:200]!r}.", 405: f"{request.method} is not possible here."}
    response = problem(request_id(request), kind, sentences.get(status, f"{error.detail}."))
    response.headers.update(error.headers or {})
    return response
