"""Paths between actors, and who is reached in time."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.access import needs
from api.deps import IndexDep, Respond, StoreDep, Waited
from api.openapi import Examples, asked
from api.questions import PathsQuestion, ReachQuestion
from api.schemas import PathsAnswer, ReachAnswer
from graph import answers

router = APIRouter(prefix="/v1", tags=["connect"], dependencies=[Depends(needs("read"))])

EXAMPLES: Examples = {
    "How Intel is connected to APT31": {"from": "Intel", "to": "APT31"},
    "Only along what the United Kingdom did": {"from": "GBR", "to": "Zhao Guangzong", "direction": "forward", "ties": "none"},
    "In the order of time, at most a year between": {"from": "GBR", "to": "USA", "order": "forward", "max_gap_days": 365},
    "Through the ministry, past two states": {
        "from": "Intel",
        "to": "APT31",
        "by": "cost",
        "avoid": ["USA"],
        "exclude": ["FIN"],
        "via": ["Ministry of State Security"],
    },
    "As it was public by 24 March 2024": {"from": "AMD", "to": "China", "as_of": "2024-03-24", "k": 2},
}
CONES: Examples = {
    "Who is reached from the United Kingdom": {"actors": "GBR", "since": "2018", "max_gap_days": 365, "limit": 5},
    "Along ties, whoever acted": {"actors": "APT31", "direction": "either", "ties": "standing", "limit": 5},
    "What could have led to the listings of March 2024": {"event": "chronology:uk-sanctions-apt31-2024", "way": "back"},
}


async def _paths(store: StoreDep, index: IndexDep, waited: Waited, respond: Respond, ask: PathsQuestion) -> Response:
    return respond(await waited(answers.paths(store, ask.from_, ask.to, options=ask.options(), filter=ask.filter(), index=index)))


async def _reach(store: StoreDep, index: IndexDep, waited: Waited, respond: Respond, ask: ReachQuestion) -> Response:
    return respond(await waited(answers.reach(store, ask.actors, event=ask.event, options=ask.options(), filter=ask.filter(), index=index)))


@router.get(
    "/paths", operation_id="find_paths", summary="How two actors are connected", response_model=PathsAnswer, openapi_extra=asked(EXAMPLES)
)
async def find_paths(
    store: StoreDep, index: IndexDep, waited: Waited, respond: Respond, ask: Annotated[PathsQuestion, Query()]
) -> Response:
    """Sequences of actors that differ, each hop with the acts or ties behind it, the weakest hop, and how likely it is that all hops hold.

    A path shows dated links. It does not show cause. No path is 200 with an empty list and the nearest misses.
    """
    return await _paths(store, index, waited, respond, ask)


@router.post(
    "/paths",
    operation_id="post_paths",
    summary="How two actors are connected, by body",
    response_model=PathsAnswer,
    openapi_extra=asked(EXAMPLES),
)
async def post_paths(store: StoreDep, index: IndexDep, waited: Waited, respond: Respond, ask: PathsQuestion) -> Response:
    """As GET, for filters too long for an address. Changes nothing."""
    return await _paths(store, index, waited, respond, ask)


@router.get("/reach", operation_id="get_reach", summary="Who is reached in time", response_model=ReachAnswer, openapi_extra=asked(CONES))
async def get_reach(store: StoreDep, index: IndexDep, waited: Waited, respond: Respond, ask: Annotated[ReachQuestion, Query()]) -> Response:
    """Who is reached from some actors, or led to them, each with the first arrival and its links; before or after an event."""
    return await _reach(store, index, waited, respond, ask)


@router.post(
    "/reach", operation_id="post_reach", summary="Who is reached in time, by body", response_model=ReachAnswer, openapi_extra=asked(CONES)
)
async def post_reach(store: StoreDep, index: IndexDep, waited: Waited, respond: Respond, ask: ReachQuestion) -> Response:
    """As GET, for filters too long for an address. Changes nothing."""
    return await _reach(store, index, waited, respond, ask)
