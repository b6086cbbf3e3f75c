"""Timelines: the two lanes of a relation, or what happened around a day."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.access import needs
from api.deps import Respond, StoreDep
from api.openapi import Examples, asked
from api.questions import TimelineQuestion
from api.schemas import AroundAnswer, TimelineAnswer
from graph import answers
from graph.errors import QuestionError

router = APIRouter(prefix="/v1/timeline", tags=["relations"], dependencies=[Depends(needs("read"))])

EXAMPLES: Examples = {
    "China and the United Kingdom, 2020 to 2024": {"a": "CHN", "b": "GBR", "since": "2020", "until": "2024"},
    "The two states alone, nobody folded": {"a": "CHN", "b": "USA", "fold_to": "none"},
    "Around the day of the APT31 listings": {"around": "2024-03-25", "days": 2},
}


@router.get(
    "",
    operation_id="get_timeline",
    summary="A relation in time, or a day and its surroundings",
    response_model=TimelineAnswer | AroundAnswer,
    openapi_extra=asked(EXAMPLES),
)
async def get_timeline(store: StoreDep, respond: Respond, ask: Annotated[TimelineQuestion, Query()]) -> Response:
    """With `a` and `b`: what each did to the other, in two lanes. With `around`: what happened near that day, and what was reported."""
    if ask.around:
        _only_around(ask)
        return respond(await answers.around(store, ask.around, days=ask.days, filter=ask.filter(), limit=ask.limit))
    return respond(await answers.timeline(store, ask.a, ask.b, fold_to=ask.fold_to, filter=ask.filter(), limit=ask.limit))


def _only_around(ask: TimelineQuestion) -> None:
    if ask.a or ask.b:
        raise QuestionError("around is not about two sides.", parameter="around", hint="Give either `around`, or `a` and `b`.")
