"""The words that routes are written in: what a handler may ask for by naming it in its signature."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from typing import Annotated, Any, Final, TypeVar

from fastapi import Depends, Path, Request
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.caching import Tags
from graph.answers import Answer
from graph.store import Store
from graph.temporal.live import LiveIndex

GLANCE_S: Final = 0.25
CLIENT_GONE: Final = 499
"""A status that nobody receives; for the log (as nginx writes it)."""

_T = TypeVar("_T")


async def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


async def _index(request: Request) -> LiveIndex:
    index: LiveIndex = request.app.state.index
    return index


class Reply:
    """Answers as responses to this request."""

    def __init__(self, request: Request, tags: Tags | None) -> None:
        self._request, self._tags = request, tags

    def __call__(self, answer: Answer) -> Response:
        response = json_response(answer.envelope())
        if self._tags and (tag := self._tags.of(answer)):
            response.headers["ETag"] = tag
        if answer.next_cursor:
            response.headers["Link"] = f'<{self._next(answer.next_cursor)}>; rel="next"'
        return response

    def _next(self, cursor: str) -> str:
        """The same request from the next row on; relative, so that it holds behind any proxy."""
        given = [(name, value) for name, value in self._request.query_params.multi_items() if name != "cursor"]
        path = self._request.scope["raw_path"].decode("ascii").partition("?")[0]
        return f"{path}?{QueryParams([*given, ('cursor', cursor)])}"


async def _reply(request: Request, store: StoreDep, index: IndexDep) -> Reply:
    tags = Tags(request, index)
    await tags.check(store)
    return Reply(request, tags)


async def _reply_anew(request: Request) -> Reply:
    return Reply(request, None)


class Attended:
    """Work that ends when its client has gone: nobody reads the answer, and it would keep a core from those who wait."""

    def __init__(self, request: Request) -> None:
        self._request = request

    async def __call__(self, work: Coroutine[Any, Any, _T]) -> _T:
        task = asyncio.ensure_future(work)
        try:
            while not (await asyncio.wait({task}, timeout=GLANCE_S))[0]:
                if await self._request.is_disconnected():
                    break
            if task.done():
                return task.result()
            raise HTTPException(CLIENT_GONE)
        finally:
            task.cancel()


async def _attended(request: Request) -> Attended:
    return Attended(request)


def json_response(content: Any, status: int = 200) -> Response:
    """Compact JSON. Not a number is an error here rather than invalid JSON there."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(text, status, {"Cache-Control": "no-cache"}, "application/json")


StoreDep = Annotated[Store, Depends(_store)]
IndexDep = Annotated[LiveIndex, Depends(_index)]
Waited = Annotated[Attended, Depends(_attended)]
Respond = Annotated[Reply, Depends(_reply)]
RespondAnew = Annotated[Reply, Depends(_reply_anew)]
"""For answers that change although the graph's version does not."""
ActorRef = Annotated[
    str, Path(max_length=200, description="An actor: its id (`state:GBR`), a state's code (`GBR`), or a name or alias that only it bears.")
]
EventId = Annotated[str, Path(max_length=400, description="The id of an action or tie, as the side table `events` gives it.")]
CaseName = Annotated[str, Path(max_length=100, description="The name of a case, as `/v1/cases` gives it.")]
