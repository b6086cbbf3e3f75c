"""Escalation between two sides."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.access import needs
from api.deps import IndexDep, Respond, StoreDep, Waited
from api.openapi import Examples, asked
from api.questions import EscalationQuestion
from api.questions_escalation import BoardQuestion
from api.schemas import EscalationAnswer
from api.schemas_escalation import BoardAnswer
from graph import answers

router = APIRouter(prefix="/v1/escalation", tags=["relations"], dependencies=[Depends(needs("read"))])

EXAMPLES: Examples = {
    "China and the United Kingdom, 2020 to 2024": {"a": "CHN", "b": "GBR", "since": "2020", "until": "2024"},
    "The United States and China by quarter": {"a": "USA", "b": "CHN", "period": "quarter"},
    "The two states alone": {"a": "GBR", "b": "RUS", "fold_to": "none"},
}
BOARD: Examples = {
    "April 2018, and what had changed since the 20th of March": {"as_of": "2018-04-15", "since": "2018-03-20"},
    "Relations of China in July 2020": {"actors": "CHN", "until": "2020-07-31"},
}


@router.get(
    "", operation_id="get_escalation", summary="Who answered what with what", response_model=EscalationAnswer, openapi_extra=asked(EXAMPLES)
)
async def get_escalation(
    store: StoreDep, index: IndexDep, waited: Waited, respond: Respond, ask: Annotated[EscalationQuestion, Query()]
) -> Response:
    """The verdict with its votes, the ladder of both sides, the highest rung by period, and answers with their latency.

    With too little data for statistics the sparse verdict speaks, and each vote says what it lacks. Rungs are ordinal: they say whether a
    step went up, not by how much.
    """
    options = answers.EscalationOptions(fold_to=ask.fold_to, period=ask.period, include=tuple(ask.include))
    found = answers.escalation(store, ask.a, ask.b, options=options, filter=ask.filter(), index=index)
    return respond(await waited(found))


@router.get(
    "/board",
    operation_id="get_escalation_board",
    summary="Which relations changed most",
    response_model=BoardAnswer,
    openapi_extra=asked(BOARD),
)
async def get_escalation_board(
    store: StoreDep, index: IndexDep, waited: Waited, respond: Respond, ask: Annotated[BoardQuestion, Query()]
) -> Response:
    """Every dyad, or those of some actors or a group's members, ranked by change as of a day; the false discovery rate is held at .05.

    Dyads with too few acts for statistics follow, by their step on the ladder. `since` tells whose word has changed.
    """
    found = answers.escalation_board(store, ask.actors, fold_to=ask.fold_to, limit=ask.limit, filter=ask.filter(), index=index)
    return respond(await waited(found))
