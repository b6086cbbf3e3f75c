"""Escalation between two sides."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import Respond, StoreDep
from api.openapi import Examples, asked
from api.questions import EscalationQuestion
from api.schemas import EscalationAnswer
from graph import answers

router = APIRouter(prefix="/v1/escalation", tags=["relations"])

EXAMPLES: Examples = {
    "China and the United Kingdom, 2020 to 2024": {"a": "CHN", "b": "GBR", "since": "2020", "until": "2024"},
    "The United States and China by quarter": {"a": "USA", "b": "CHN", "period": "quarter"},
    "The two states alone": {"a": "GBR", "b": "RUS", "fold_to": "none"},
}


@router.get(
    "", operation_id="get_escalation", summary="Who answered what with what", response_model=EscalationAnswer, openapi_extra=asked(EXAMPLES)
)
async def get_escalation(store: StoreDep, respond: Respond, ask: Annotated[EscalationQuestion, Query()]) -> Response:
    """The ladder of both sides, the highest rung by period, and answers with their latency; what a source states comes first.

    Rungs are ordinal: they say whether a step went up, not by how much.
    """
    return respond(await answers.escalation(store, ask.a, ask.b, fold_to=ask.fold_to, period=ask.period, filter=ask.filter()))
