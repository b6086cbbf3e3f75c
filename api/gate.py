"""How often somebody may ask, and how much may be under way at once, for one and for all. Who asks is found out in api/access.py."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from graph.errors import BusyError
from graph.settings import Settings

SHARE: Final = 4
"""One caller may have a quarter of what may be under way: so that nobody's requests keep all others out."""


class Gate:
    """Counts what comes in. Nobody waits here: who comes too often is told when to come again."""

    def __init__(self, settings: Settings) -> None:
        self._rate = RateLimitItemPerMinute(settings.rate_per_min) if settings.rate_per_min else None
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._most = settings.concurrency
        self._most_of_one = max(1, settings.concurrency // SHARE)
        self._under_way: Counter[str] = Counter()

    @property
    def under_way(self) -> int:
        return self._under_way.total()

    @asynccontextmanager
    async def passed(self, who: str, method: str) -> AsyncIterator[None]:
        """While a request of somebody is answered; `who` is empty for this machine's own, which only the total holds back.

        Raises:
            BusyError: too often, or too many at once.
        """
        if who:
            self._check_rate(who)
        if method != "DELETE":  # what ends work is let through, or nobody could end what keeps him out
            self._check_room(who)
        self._under_way[who] += 1
        try:
            yield
        finally:
            self._under_way[who] -= 1
            if not self._under_way[who]:
                del self._under_way[who]

    def _check_rate(self, who: str) -> None:
        if self._rate is None or self._limiter.hit(self._rate, who):
            return
        again = self._limiter.get_window_stats(self._rate, who).reset_time
        message = f"More than {self._rate.amount} requests in a minute."
        raise BusyError(message, hint="Ask less often, or for more at once.", retry_after_s=max(1, math.ceil(again - time.time())))

    def _check_room(self, who: str) -> None:
        if self.under_way >= self._most:
            raise BusyError(f"{self._most} requests are being answered.", hint="Ask again in a moment.", retry_after_s=1)
        if who and self._under_way[who] >= self._most_of_one:
            message = f"{self._most_of_one} requests of yours are being answered."
            raise BusyError(message, hint="Wait for their answers before you ask more.", retry_after_s=1)
