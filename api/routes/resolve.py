"""Identity: pairs that wait for a person, what was judged, and a judgement. What is merged can be split again."""

from __future__ import annotations

from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.access import needs
from api.deps import RespondAnew, StoreDep, json_response
from api.openapi import Examples, asked
from api.schemas_identity import JudgedAnswer, JudgementsAnswer, PairsAnswer, Verdict
from graph.answers.identity import MAX_PAIRS, identity_questions, judgements
from graph.identity.judgements import Judgement, now
from graph.identity.merge import Moved
from graph.identity.review import judge
from graph.store import Store

router = APIRouter(prefix="/v1/resolve", tags=["find"])

JUDGED: Examples = {
    "One group": {"a": "attack:G0128", "b": "chronology:apt31", "verdict": "same", "who": "ada", "why": "both name ZIRCONIUM"},
}
PAIRS: Examples = {"The likeliest ten": {"limit": 10}}


@router.get(
    "",
    operation_id="list_pairs",
    dependencies=[Depends(needs("read"))],
    summary="Pairs that may be one actor",
    response_model=PairsAnswer,
    openapi_extra=asked(PAIRS),
)
async def list_pairs(
    store: StoreDep,
    respond: RespondAnew,
    limit: Annotated[int, Query(ge=1, le=MAX_PAIRS, description="At most so many.", examples=[10])] = 50,
    cursor: Annotated[
        str, Query(max_length=200, description="Where the page begins: `next_cursor` of the page before.", examples=["W251bGwsIjUwIl0"])
    ] = "",
) -> Response:
    """What the last `retorsion resolve` left to a person, the likeliest first, each trait with its bits."""
    return respond(await identity_questions(store, limit=limit, cursor=cursor))


@router.get(
    "/judgements",
    operation_id="list_judgements",
    dependencies=[Depends(needs("read"))],
    summary="Who judged what",
    response_model=JudgementsAnswer,
)
async def list_judgements(store: StoreDep, respond: RespondAnew) -> Response:
    """Every judgement with who, when, why and the scores, those of the machine among them."""
    return respond(await judgements(store))


@router.post(
    "",
    operation_id="judge_pair",
    summary="Judge a pair",
    response_model=JudgedAnswer,
    openapi_extra=asked(JUDGED),
    dependencies=[Depends(needs("load"))],
)
async def judge_pair(store: StoreDep, ask: Verdict) -> Response:
    """Merge two actors, split them again, or leave it open. Ids of before lead to the actor that holds them now."""
    one = Judgement(a=ask.a, b=ask.b, verdict=ask.verdict, who=ask.who, at=now(), why=ask.why)
    done = await run_sync(_judge, store, one)
    return json_response({"seq": done.seq, "renamed": [list(pair) for pair in done.renamed], "edges": done.edges})


def _judge(store: Store, one: Judgement) -> Moved:
    with store.writer() as writer:
        return judge(writer, one)
