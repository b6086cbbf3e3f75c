"""The service itself: where to look, whether it lives, whether it can answer."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.access import needs
from api.deps import IndexDep, StoreDep, json_response
from api.errors import NOT_READY, problem, request_id
from api.metrics import MEDIA_TYPE as METRICS
from api.schemas import Alive, Readiness, Signpost
from graph.answers import readiness

router = APIRouter(tags=["service"])
_log = logging.getLogger("retorsion.http")


@router.get("/", operation_id="get_signpost", summary="Where to look", response_model=Signpost)
async def get_signpost(request: Request) -> Response:
    """The description of the service and two questions to begin with; a browser gets the explorer."""
    return json_response(
        {
            "name": "Retorsion",
            "version": request.app.version,
            "description": "/openapi.json",
            "readiness": "/readyz",
            "examples": ["/v1/paths?from=Intel&to=APT31", "/v1/timeline?a=CHN&b=GBR&since=2020&until=2024"],
        }
    )


@router.get("/healthz", operation_id="is_alive", summary="The process lives", response_model=Alive)
async def is_alive() -> Response:
    """Says nothing of the database, so that a restart of the database does not restart the service."""
    return json_response({"alive": True})


@router.get("/readyz", operation_id="is_ready", summary="Questions can be answered", response_model=Readiness)
async def is_ready(request: Request, store: StoreDep) -> Response:
    """Database, schema and constraints, each by itself. 503 while one of them fails; why it does is in the service's log."""
    found = await readiness(store)
    if found["ready"]:
        return json_response(found)
    _log.error("not ready: %s [%s]", found["checks"], request_id(request))
    return problem(request_id(request), NOT_READY, more={"checks": {name: _public(check) for name, check in found["checks"].items()}})


@router.get(
    "/metrics",
    operation_id="get_metrics",
    summary="Counts for Prometheus",
    dependencies=[Depends(needs("read"))],
    response_class=Response,
    responses={200: {"description": "Prometheus' text format.", "content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def get_metrics(request: Request, store: StoreDep, index: IndexDep) -> Response:
    """Seconds by route and status, what is under way, the index and its lag, when each dataset was loaded; of this process."""
    state = request.app.state
    turns = store.turns
    under_way = {"requests": state.gate.under_way, "queries": turns.running, "waiting_queries": turns.waiting}
    under_way |= {"loads": state.loads.under_way, "followers": state.followers.now}
    page = await state.metrics.page(store, index.state, under_way)
    return Response(page, headers={"Cache-Control": "no-store"}, media_type=METRICS)


def _public(check: dict[str, Any]) -> dict[str, Any]:
    """What fails may name addresses and users, which are nobody's business here."""
    return check if check["ok"] else {"ok": False, "detail": "The service's log says why; so does `retorsion doctor`."}
