"""The words that routes are written in: what a handler may ask for by naming it in its signature."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from graph.answers import Answer
from graph.store import Store


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


class Reply:
    """Answers as responses to this request."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def __call__(self, answer: Answer) -> Response:
        response = json_response(answer.envelope())
        if answer.next_cursor:
            response.headers["Link"] = f'<{self._next(answer.next_cursor)}>; rel="next"'
        return response

    def _next(self, cursor: str) -> str:
        """The same request from the next row on; relative, so that it holds behind any proxy."""
        given = [(name, value) for name, value in self._request.query_params.multi_items() if name != "cursor"]
        path = self._request.scope["raw_path"].decode("ascii").partition("?")[0]
        return f"{path}?{QueryParams([*given, ('cursor', cursor)])}"


def json_response(content: Any, status: int = 200) -> Response:
    """Compact JSON. Not a number is an error here rather than invalid JSON there."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(text, status, {"Cache-Control": "no-cache"}, "application/json")


StoreDep = Annotated[Store, Depends(_store)]
Respond = Annotated[Reply, Depends()]
ActorRef = Annotated[
    str, Path(max_length=200, description="An actor: its id (`state:GBR`), a state's code (`GBR`), or a name or alias that only it bears.")
]
EventId = Annotated[str, Path(max_length=400, description="The id of an action or tie, as the side table `events` gives it.")]
CaseName = Annotated[str, Path(max_length=100, description="The name of a case, as `/v1/cases` gives it.")]
