"""The change feed as events that a client keeps open (text/event-stream): every commit once, in order, from where the client was.

What a commit says is graph/answers/changes.py's. Between commits the database is not asked: the index, which looks for them anyway, tells.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

import anyio

from graph.answers.changes import changes
from graph.errors import BusyError, GoneError, StoreError
from graph.store import Store
from graph.temporal.live import LiveIndex

MAX_FOLLOWERS: Final = 32
HEARTBEAT_S: Final = 15.0
GLANCE_S: Final = 0.25
PAGE: Final = 100
_log = logging.getLogger("retorsion.http")


@dataclass(slots=True)
class Followers:
    """How many follow, and whether the service is about to end: an open feed must not keep it from that."""

    most: int = MAX_FOLLOWERS
    draining: threading.Event = field(default_factory=threading.Event)
    now: int = 0

    def enter(self) -> None:
        """Raises BusyError where as many follow as may."""
        if self.now >= self.most:
            raise BusyError(f"{self.most} clients follow the changes already.", hint="Ask for pages in place of events.", retry_after_s=60)
        self.now += 1

    def leave(self) -> None:
        self.now -= 1


@dataclass(slots=True)
class Feed:
    """One client's events. `cursor` is the last version that it knows."""

    store: Store
    index: LiveIndex
    followers: Followers
    cursor: str

    async def events(self) -> AsyncIterator[bytes]:
        """Until the client goes, the graph is replaced, or the service ends."""
        yield b"retry: 3000\n\n"
        while not self.followers.draining.is_set():
            try:
                answer = await changes(self.store, self.cursor, limit=PAGE)
            except GoneError as gone:
                yield _event("gone", "", {"detail": gone.message, "hint": gone.hint})
                return
            except StoreError as error:
                _log.warning("change feed: %s", error)
                yield b": the database does not answer\n\n"
            else:
                for change in answer.envelope()["data"]["changes"]:
                    yield _event("change", change["version"], change)
                self.cursor = answer.next_cursor or ":".join(map(str, answer.version))
                if answer.next_cursor:
                    continue
            async for beat in self._quiet():
                yield beat

    async def _quiet(self) -> AsyncIterator[bytes]:
        """Until there may be something new. A line now and then, so that neither side takes the other for gone."""
        until = monotonic() + HEARTBEAT_S
        await anyio.sleep(GLANCE_S)
        seen = int(self.cursor.rpartition(":")[2] or 0)
        while not self.followers.draining.is_set() and self.index.state.db_seq <= seen:
            if monotonic() >= until:
                yield b": still here\n\n"
                return  # and look: the index may not be able to
            await anyio.sleep(GLANCE_S)


def _event(name: str, id_: str, data: object) -> bytes:
    head = f"event: {name}\n" + (f"id: {id_}\n" if id_ else "")
    return f"{head}data: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()
