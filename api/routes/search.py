"""Search: actors and actions by words."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.access import needs
from api.deps import Respond, StoreDep
from api.openapi import Examples, asked
from api.questions import SearchQuestion
from api.schemas import SearchAnswer
from graph import answers

router = APIRouter(prefix="/v1", tags=["find"], dependencies=[Depends(needs("read"))])

EXAMPLES: Examples = {
    "A group by one of its names": {"q": "APT31"},
    "A company": {"q": "Intel", "kinds": ["Company"], "limit": 5},
    "Words of an action": {"q": "Electoral Commission"},
}


@router.get("/search", operation_id="search", summary="Find by words", response_model=SearchAnswer, openapi_extra=asked(EXAMPLES))
async def search(store: StoreDep, respond: Respond, ask: Annotated[SearchQuestion, Query()]) -> Response:
    """Actors, actions and dates in one ranked list; each result says which text matched and why."""
    return respond(await answers.search(store, ask.q, kinds=tuple(ask.kinds), limit=ask.limit))
