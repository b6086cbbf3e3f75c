"""Paths between two actors."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import Respond, StoreDep
from api.openapi import Examples, asked
from api.questions import PathsQuestion
from api.schemas import PathsAnswer
from graph import answers
from graph.answers import PathOptions

router = APIRouter(prefix="/v1/paths", tags=["connect"])

EXAMPLES: Examples = {
    "How Intel is connected to APT31": {"from": "Intel", "to": "APT31"},
    "Only along what the United Kingdom did": {"from": "GBR", "to": "Zhao Guangzong", "direction": "forward", "ties": "none"},
    "As it was public by 24 March 2024": {"from": "AMD", "to": "China", "as_of": "2024-03-24", "k": 2},
}


async def _paths(store: StoreDep, respond: Respond, ask: PathsQuestion) -> Response:
    options = PathOptions(k=ask.k, max_hops=ask.max_hops, direction=ask.direction, ties=ask.ties, order=ask.order)
    return respond(await answers.paths(store, ask.from_, ask.to, options=options, filter=ask.filter()))


@router.get(
    "", operation_id="find_paths", summary="How two actors are connected", response_model=PathsAnswer, openapi_extra=asked(EXAMPLES)
)
async def find_paths(store: StoreDep, respond: Respond, ask: Annotated[PathsQuestion, Query()]) -> Response:
    """The shortest paths, each hop with the acts or ties behind it, the weakest hop, and how likely it is that all hops hold.

    A path shows dated links. It does not show cause. No path is 200 with an empty list.
    """
    return await _paths(store, respond, ask)


@router.post(
    "",
    operation_id="post_paths",
    summary="How two actors are connected, by body",
    response_model=PathsAnswer,
    openapi_extra=asked(EXAMPLES),
)
async def post_paths(store: StoreDep, respond: Respond, ask: PathsQuestion) -> Response:
    """As GET, for filters too long for an address. Changes nothing."""
    return await _paths(store, respond, ask)
