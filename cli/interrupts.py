"""Ctrl-C while a load runs: the first ends it after the transaction under way, the second breaks that off too. No loading here."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from graph.progress import Progress

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
_STOPPING: Final = b"Stopping after the transaction under way; Ctrl-C again breaks it off.\n"


class _Stop:
    """A listener that ends the work it listens to, once it was asked to."""

    def __init__(self, listener: Progress) -> None:
        self._listener = listener
        self._asked = False

    def __call__(self, label: str, done: int, total: int, unit: str) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._listener(label, done, total, unit)

    def ask(self, *_: Any) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True
        # Not through the console: a signal may come while that is writing.
        os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, _STOPPING)


@contextmanager
def stoppable(listener: Progress) -> Iterator[Progress]:
    """The listener, through which Ctrl-C (or SIGTERM) ends a load between two transactions with KeyboardInterrupt."""
    stop = _Stop(listener)
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = [signal.signal(number, stop.ask) for number in _SIGNALS]
    try:
        yield stop
    finally:
        for number, handler in zip(_SIGNALS, before, strict=True):
            signal.signal(number, handler)
