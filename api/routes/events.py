"""Events: actions by filter, and one action with all that is known of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.access import needs
from api.deps import EventId, Respond, StoreDep
from api.openapi import Examples, asked
from api.questions import EventQuestion, EventsQuestion
from api.schemas import EventAnswer, EventsAnswer
from graph import answers
from graph.answers import Filter

router = APIRouter(prefix="/v1/events", tags=["find"], dependencies=[Depends(needs("read"))])

PAGES: Examples = {
    "Who acted against APT31 in March 2024": {"target": "APT31", "members": True, "since": "2024-03", "until": "2024-03"},
    "Sanctions of the United Kingdom": {"source": "GBR", "types": ["SANCTIONED"]},
    "What was reported in March 2024, whenever it happened": {"clock": "published", "since": "2024-03", "until": "2024-03"},
    "The first three": {"limit": 3},
}
ONE: Examples = {
    "China's sanctions in answer to those of the United Kingdom": {"id": "chronology:cn-sanctions-uk-2021"},
    "As it was public on a day": {"id": "chronology:cn-bans-intel-amd-2024", "as_of": "2024-03-31"},
}


@router.get("", operation_id="list_events", summary="Actions by filter", response_model=EventsAnswer, openapi_extra=asked(PAGES))
async def list_events(store: StoreDep, respond: Respond, ask: Annotated[EventsQuestion, Query()]) -> Response:
    """A page of actions in order of their earliest day. One row is one action, however many it was done to."""
    return respond(
        await answers.events(
            store,
            source=ask.source,
            target=ask.target,
            members=ask.members,
            filter=ask.filter(),
            limit=ask.limit,
            cursor=ask.cursor,
        )
    )


@router.get("/{id}", operation_id="get_event", summary="One action or tie", response_model=EventAnswer, openapi_extra=asked(ONE))
async def get_event(store: StoreDep, respond: Respond, id: EventId, ask: Annotated[EventQuestion, Query()]) -> Response:
    """Participants, clocks, claims in the claimants' words, evidence by source, what it answers, what answers it, who disputes it."""
    as_of = Filter.of(as_of=ask.as_of).as_of
    return respond(await answers.event(store, id, as_of=as_of, recorded_as_of=ask.recorded_as_of))
