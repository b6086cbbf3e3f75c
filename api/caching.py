"""Answers that have not changed are not sent again: an ETag from the graph's version and the question, and 304. Keeps no answer itself.

A tag holds as long as the version, the day (windows end today), the state of the index and the program's run: all that an answer rests on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import FastAPI, Request
from starlette.responses import Response

from graph.answers import Answer
from graph.store import Store
from graph.temporal.live import TOLD_S, LiveIndex


class NotChanged(Exception):
    """The client has this answer already."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of one request."""

    request: Request
    index: LiveIndex

    def of(self, answer: Answer) -> str:
        """Empty where the same question may have another answer although nothing was loaded."""
        meta = answer.more_meta
        if self.request.method != "GET" or answer.cut_short or meta.get("index_suspect") or meta.get("lag_s", 0) > TOLD_S:
            return ""
        epoch, seq = answer.version
        return self._tag(epoch, seq, self._index_seq() if answer.index_seq is None else answer.index_seq)

    async def check(self, store: Store) -> None:
        """Raises NotChanged where the client names the tag that the answer would have now: then it is not made."""
        given = set(_given(self.request))
        if self.request.method != "GET" or not given:
            return
        state = (await store.read("graph_state"))[0]
        tag = self._tag(state["epoch"] or "", state["seq"] or 0, self._index_seq())
        if tag in given:
            raise NotChanged(tag)

    def _index_seq(self) -> int:
        state = self.index.state
        return -1 if state.suspect or state.lag_s > TOLD_S else state.index_seq

    def _tag(self, epoch: str, seq: int, index_seq: int) -> str:
        url = self.request.url
        today = datetime.now(UTC).date()
        parts = (self.request.app.state.run, epoch, seq, index_seq, today, url.path, url.query)
        # Weak: `meta.took_ms` differs, and what lies between may pack the bytes.
        return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _given(request: Request) -> Iterator[str]:
    for value in request.headers.getlist("if-none-match"):
        yield from (f"W/{tag.strip().removeprefix('W/')}" for tag in value.split(","))


def add_not_changed(app: FastAPI) -> None:
    app.add_exception_handler(NotChanged, _not_changed)


async def _not_changed(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotChanged)
    return Response(status_code=304, headers={"ETag": error.tag, "Cache-Control": "no-cache"})
