"""Whose query the database works on next: that of the question which began first. Knows no query."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from heapq import heappop, heappush
from itertools import count
from typing import Final

from graph.errors import StoreBusy

PATIENCE_S: Final = 15.0
_began: ContextVar[float] = ContextVar("began")


def question_begins() -> None:
    """All queries of this context belong to one question, which begins now. Where nobody says so, each query is one of its own."""
    _began.set(time.monotonic())


class Turns:
    """So many queries at once. If those that wait were served in the order of queries, a busy service would begin every question and end
    none; the pool of the driver, besides, wakes all that wait whenever one is done.
    """

    def __init__(self, at_once: int, patience_s: float = PATIENCE_S) -> None:
        self._at_once, self._free, self._patience_s = at_once, at_once, patience_s
        self._queue: list[tuple[float, int, asyncio.Future[None]]] = []
        self._number = count()

    @property
    def running(self) -> int:
        return self._at_once - self._free

    @property
    def waiting(self) -> int:
        return sum(not waiter.done() for *_, waiter in self._queue)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """While a query runs.

        Raises:
            StoreBusy: no turn within the time.
        """
        if self._free:
            self._free -= 1
        else:
            await self._wait()
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self) -> None:
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._queue, (_began.get(time.monotonic()), next(self._number), waiter))
        try:
            async with asyncio.timeout(self._patience_s):
                await waiter
        except BaseException as error:
            if not waiter.cancelled():  # the turn came in the moment in which its owner left
                self._pass_on()
            if isinstance(error, TimeoutError):
                raise StoreBusy("The database has as much to do as it may.", hint="Ask again in a moment.") from error
            raise

    def _pass_on(self) -> None:
        while self._queue:
            *_, waiter = heappop(self._queue)
            if not waiter.done():
                waiter.set_result(None)
                return
        self._free += 1
