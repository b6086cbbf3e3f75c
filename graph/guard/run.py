"""A free query that was asked, and how far it is. What it may do is the guard's."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.errors import CypherError, CypherRefused, RetorsionError, StoreTimeout
from graph.guard.text import dialect
from graph.guard.workers import Worker


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a stranger wants. `one_at_a_time`: its key may have no second query running."""

    id: str
    key: str
    text: str
    parameters: Mapping[str, Any]
    format: str
    max_rows: int
    max_bytes: int
    timeout_s: float
    one_at_a_time: bool = True

    def message(self) -> dict[str, Any]:
        """As a worker is told."""
        same = ("id", "parameters", "format", "max_rows", "max_bytes", "timeout_s")
        return {name: getattr(self, name) for name in same} | {"text": dialect(self.text), "tag": self.id}


class Run:
    """One query from its asking to its end."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.state = "running"
        self.rows = self.bytes = 0
        self.began = time.monotonic()
        self.sent = self.ended = 0.0
        self.ending: Mapping[str, Any] = {}
        self.worker: Worker | None = None
        self._cancelled = False
        self._chunks: AsyncIterator[bytes] | None = None
        self._first = b""

    def open(self, chunks: AsyncIterator[bytes], first: bytes) -> None:
        self._chunks, self._first = chunks, first

    async def body(self) -> bytes:
        """The whole answer; it is bounded by `max_bytes`."""
        return b"".join([piece async for piece in self._pieces()])

    async def stream(self) -> AsyncIterator[bytes]:
        """Piece by piece; what goes wrong under way is the last line."""
        try:
            async for piece in self._pieces():
                yield piece
        except RetorsionError as error:
            status = {"id": self.ask.id, "complete": False, "error": error.message, "rows": self.rows, "truncated": True}
            yield json.dumps({"status": status}).encode() + b"\n"

    def cancel(self) -> None:
        """Kills the worker, which closes the connection; the database then ends the query."""
        if self.state == "running":
            self._cancelled = True
            if self.worker:
                self.worker.kill()

    def why_dead(self) -> CypherError:
        """What the end of the worker means."""
        if self._cancelled:
            return CypherError("The query was cancelled.")
        return CypherError("The answer does not fit the memory that a free query may take.", hint="Return fewer or smaller values.")

    def end(self, error: BaseException | None) -> None:
        self.ended = time.monotonic()
        self.worker = None
        self.state = "finished" if error is None else _state(error, self._cancelled)

    def seconds(self) -> float:
        return (self.ended or time.monotonic()) - self.began

    def ran(self) -> float:
        """Of these, the seconds after its wait for its turn and its planning."""
        return (self.ended or time.monotonic()) - self.sent if self.sent else 0.0

    def progress(self) -> dict[str, Any]:
        return {"id": self.ask.id, "state": self.state, "rows": self.rows, "bytes": self.bytes, "seconds": round(self.seconds(), 3)}

    async def _pieces(self) -> AsyncIterator[bytes]:
        assert self._chunks is not None
        yield self._first
        async for piece in self._chunks:
            yield piece

    async def abandon(self) -> None:
        """The client has gone."""
        if self._chunks is not None:
            self.cancel()
            await self._chunks.aclose()  # type: ignore[attr-defined]


def _state(error: BaseException, cancelled: bool) -> str:
    if cancelled or not isinstance(error, Exception):
        return "cancelled"
    if isinstance(error, CypherRefused):
        return "refused"
    return "timeout" if isinstance(error, StoreTimeout) else "failed"
