"""The service itself: where to look, whether it lives, whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.deps import StoreDep, json_response
from api.errors import NOT_READY, problem, request_id
from api.schemas import Alive, Readiness, Signpost
from graph.answers import readiness

router = APIRouter(tags=["service"])


@router.get("/", operation_id="get_signpost", summary="Where to look", response_model=Signpost)
async def get_signpost(request: Request) -> Response:
    """The description of the service and two questions to begin with."""
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
    """Database, schema and constraints, each with what is wrong. 503 while any of them is."""
    found = await readiness(store)
    return json_response(found) if found["ready"] else problem(request_id(request), NOT_READY, more={"checks": found["checks"]})
