"""Actors: the card of one, and whom it has to do with."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from api.access import needs
from api.deps import ActorRef, IndexDep, Respond, StoreDep
from api.openapi import Examples, asked
from api.questions import AsOf, NeighboursQuestion
from api.schemas import ActorAnswer, NeighboursAnswer
from graph import answers
from graph.answers import Filter
from graph.answers.identity import merged_into

router = APIRouter(prefix="/v1/actors", tags=["find"], dependencies=[Depends(needs("read"))])

CARDS: Examples = {
    "By name": {"id": "APT31"},
    "A state by its code": {"id": "GBR"},
    "By id, as known by the end of 2023": {"id": "state:CHN", "as_of": "2023-12-31"},
}
NEIGHBOURS: Examples = {
    "Who acted on APT31, and on whom it acted": {"id": "APT31"},
    "States that China dealt with since 2020": {"id": "CHN", "kinds": ["State"], "since": "2020", "until": "2024"},
    "The first page of the United Kingdom's": {"id": "GBR", "limit": 3},
}


@router.get("/{id}", operation_id="get_actor", summary="The card of an actor", response_model=ActorAnswer, openapi_extra=asked(CARDS))
async def get_actor(store: StoreDep, request: Request, respond: Respond, id: ActorRef, ask: Annotated[AsOf, Query()]) -> Response:
    """Names and the record each comes from, standing ties with their claims, the states it folds to, and counts of actions.

    The id of an actor that was merged into another leads to that one (308).
    """
    if now := await merged_into(store, id):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/v1/actors/{quote(now, safe='')}{query}", 308)
    return respond(await answers.actor(store, id, as_of=Filter.of(as_of=ask.as_of).as_of))


@router.get(
    "/{id}/neighbours",
    operation_id="list_neighbours",
    summary="Whom an actor has to do with",
    response_model=NeighboursAnswer,
    openapi_extra=asked(NEIGHBOURS),
)
async def list_neighbours(
    store: StoreDep, index: IndexDep, respond: Respond, id: ActorRef, ask: Annotated[NeighboursQuestion, Query()]
) -> Response:
    """Counts by type, direction and kind; then the other actors, those with the most actions first, a page at a time."""
    found = await answers.neighbours(
        store, id, filter=ask.filter(), count_only=ask.count_only, limit=ask.limit, cursor=ask.cursor, index=index
    )
    return respond(found)
