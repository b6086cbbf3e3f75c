"""Who answered whom, and the chains that this makes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.access import needs
from api.deps import EventId, IndexDep, Respond, StoreDep, Waited
from api.openapi import Examples, asked
from api.questions_escalation import ChainQuestion, ResponsesQuestion
from api.schemas_escalation import ChainAnswer, ResponsesAnswer
from graph import answers

router = APIRouter(prefix="/v1", tags=["relations"], dependencies=[Depends(needs("read"))])

OF: Examples = {
    "The United Kingdom and Russia in 2018": {"a": "GBR", "b": "RUS", "since": "2018", "until": "2018"},
    "Whatever China answered, or was answered": {"a": "CHN", "since": "2020"},
    "Everybody, as it was known by the end of March 2018": {"since": "2018-03", "as_of": "2018-03-31"},
}
CHAINS: Examples = {
    "What answered the listings of March 2021": {"id": "chronology:uk-sanctions-xinjiang-2021"},
    "Tariffs of 2018, as it was known by August": {"id": "chronology:us-301-list-2018", "as_of": "2018-08-31"},
}


@router.get(
    "/responses", operation_id="list_responses", summary="Who answered whom", response_model=ResponsesAnswer, openapi_extra=asked(OF)
)
async def list_responses(
    store: StoreDep, index: IndexDep, waited: Waited, respond: Respond, ask: Annotated[ResponsesQuestion, Query()]
) -> Response:
    """Answers given in the window, stated by sources or inferred, with delay, proportion, probability and what speaks for each.

    What is inferred is no proof of cause, and never surer than .6. With `as_of` nothing that was published later is used, for inference
    neither. Acts of one day stand apart as simultaneous unless a source orders them.
    """
    found = answers.responses(store, ask.a, ask.b, fold_to=ask.fold_to, limit=ask.limit, filter=ask.filter(), index=index)
    return respond(await waited(found))


@router.get(
    "/chains/{id}",
    operation_id="get_chain",
    summary="What an action answered, and what answered it",
    response_model=ChainAnswer,
    openapi_extra=asked(CHAINS),
)
async def get_chain(
    store: StoreDep, index: IndexDep, waited: Waited, respond: Respond, id: EventId, ask: Annotated[ChainQuestion, Query()]
) -> Response:
    """Answers back and forth from one action, across relations: an ally that joins, a firm that is hit for its state.

    The longest line through the action is an exchange, a spiral or an unwinding; beside it how often chance alone brings one as long.
    """
    found = answers.chain(store, id, fold_to=ask.fold_to, max_steps=ask.max_steps, filter=ask.filter(), index=index)
    return respond(await waited(found))
