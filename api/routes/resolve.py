"""Identity: pairs that wait for a person, what was judged, a judgement, and taking one back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.access import needs
from api.deps import RespondAnew, StoreDep, json_response
from api.openapi import Examples, asked
from api.schemas_identity import JudgedAnswer, JudgementsAnswer, PairsAnswer, Undo, Verdict
from graph.answers.identity import MAX_PAIRS, identity_questions, judgements
from graph.identity.judgements import About, Judgement, now
from graph.identity.judging import Done, judge, undo
from graph.store import Store, Writer

router = APIRouter(prefix="/v1/resolve", tags=["find"])

JUDGED: Examples = {
    "One group": {"a": "attack:G0128", "b": "chronology:apt31", "verdict": "same", "who": "ada", "why": "both name ZIRCONIUM"},
    "Two acts": {"about": "act", "a": "eu_sanctions:1", "b": "uk_sanctions:1", "verdict": "different", "who": "ada", "why": "another list"},
}
TAKEN_BACK: Examples = {"A judgement": {"judgement": "0c1d9bd2e0a4f6b8", "who": "ada"}}
PAIRS: Examples = {"The likeliest ten": {"limit": 10}, "Acts that may be told twice": {"about": "act"}}


@router.get(
    "",
    operation_id="list_pairs",
    dependencies=[Depends(needs("read"))],
    summary="Pairs that may be one actor, or one act told twice",
    response_model=PairsAnswer,
    openapi_extra=asked(PAIRS),
)
async def list_pairs(
    store: StoreDep,
    respond: RespondAnew,
    about: Annotated[About, Query(description="Pairs of actors, or of actions.", examples=["act"])] = "actor",
    limit: Annotated[int, Query(ge=1, le=MAX_PAIRS, description="At most so many.", examples=[10])] = 50,
    cursor: Annotated[
        str, Query(max_length=200, description="Where the page begins: `next_cursor` of the page before.", examples=["W251bGwsIjUwIl0"])
    ] = "",
) -> Response:
    """What the last `retorsion resolve run` (of acts: `resolve acts`) left to a person, the likeliest first, each trait with its bits."""
    return respond(await identity_questions(store, about=about, limit=limit, cursor=cursor))


@router.get(
    "/judgements",
    operation_id="list_judgements",
    dependencies=[Depends(needs("read"))],
    summary="Who judged what",
    response_model=JudgementsAnswer,
)
async def list_judgements(store: StoreDep, respond: RespondAnew) -> Response:
    """Every judgement with who, when, why and the scores, those of the machine and those that were taken back among them."""
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
    """Merge two actors, split them again, or leave it open; likewise whether two actions are one act, which then counts once.

    Ids of before lead to the actor that holds them now.
    """
    one = Judgement(a=ask.a, b=ask.b, about=ask.about, verdict=ask.verdict, who=ask.who, at=now(), why=ask.why)
    return await _told(store, partial(judge, judgement=one))


@router.post(
    "/undo",
    operation_id="undo_judgement",
    summary="Take a judgement back",
    response_model=JudgedAnswer,
    openapi_extra=asked(TAKEN_BACK),
    dependencies=[Depends(needs("load"))],
)
async def undo_judgement(store: StoreDep, ask: Undo) -> Response:
    """What stood before it stands again: what was merged by it alone is split, what was split is merged where another judgement says so.

    The judgement stays listed, with who took it back and when.
    """
    return await _told(store, partial(undo, id_=ask.judgement, who=ask.who))


async def _told(store: Store, work: Callable[[Writer], Done]) -> Response:
    def run() -> Done:
        with store.writer() as writer:
            return work(writer)

    return json_response(asdict(await run_sync(run)))
