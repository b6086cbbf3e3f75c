"""The change feed: what was loaded, in pages or as events that come as it happens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from api.access import needs
from api.deps import IndexDep, Respond, StoreDep
from api.feed import Feed, Followers
from api.openapi import Examples, asked
from api.schemas_service import ChangesAnswer
from graph.answers.changes import MAX_CHANGES, changes, parsed
from graph.errors import QuestionError

router = APIRouter(prefix="/v1/changes", tags=["catalogue"], dependencies=[Depends(needs("read"))])

EVENTS = "text/event-stream"
FROM: Examples = {"All that is kept": {"limit": 10}}
Cursor = Annotated[
    str,
    Query(max_length=100, description="The last that is known: a `graph_version`, `next_cursor`, or a commit's number.", examples=["0"]),
]


@router.get(
    "",
    operation_id="list_changes",
    summary="What was loaded since",
    response_model=ChangesAnswer,
    openapi_extra=asked(FROM),
    responses={200: {"content": {EVENTS: {"schema": {"type": "string"}}}}},
)
async def list_changes(
    request: Request,
    store: StoreDep,
    index: IndexDep,
    respond: Respond,
    cursor: Cursor = "",
    limit: Annotated[int, Query(ge=1, le=MAX_CHANGES, description="Commits on a page.", examples=[5])] = 100,
    last_event_id: Annotated[str, Header(max_length=100, description="As `cursor`; events go on behind it.", examples=["0"])] = "",
) -> Response:
    """Each commit with its version, time, load, and what it did: edges by number, their types, actors, ids that became others.

    With `Accept: text/event-stream` commits come as events, as they happen; their ids are versions, and `Last-Event-ID` or `cursor` says
    from where on. Without either: from now on.
    """
    if EVENTS not in request.headers.get("accept", ""):
        return respond(await changes(store, cursor, limit=limit))
    return await _followed(request, store, index, _begun(last_event_id, cursor))


def _begun(last_event_id: str, cursor: str) -> str:
    """A browser that connects again names its last event and repeats the address."""
    try:
        parsed(last_event_id)
    except QuestionError:
        return cursor
    return last_event_id or cursor


async def _followed(request: Request, store: StoreDep, index: IndexDep, cursor: str) -> Response:
    now = await changes(store, cursor, limit=1)  # what is wrong with it is said now
    followers: Followers = request.app.state.followers
    followers.enter()
    feed = Feed(store, index, followers, cursor or ":".join(map(str, now.version)))
    return _Following(feed)


class _Following(StreamingResponse):
    """Gives its place free, however it ends."""

    def __init__(self, feed: Feed) -> None:
        super().__init__(feed.events(), media_type=EVENTS, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self._followers = feed.followers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._followers.leave()
