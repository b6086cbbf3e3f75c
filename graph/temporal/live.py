"""The index as questions find it: followed in a thread of its own and swapped whole, or refreshed on the spot. Asks nothing of it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

import anyio

from graph.engine import Endpoint
from graph.errors import IndexBehind, IndexBuilding, IndexUnready, RetorsionError
from graph.progress import Progress, silent
from graph.settings import Settings
from graph.store import Reader
from graph.temporal.follow import GraphState, read_state
from graph.temporal.keeper import Keeper, folder_of
from graph.temporal.layout import Index

Phase = Literal["starting", "building", "ready"]

TOLD_S, REFUSED_S = 60.0, 900.0
"""A lag that answers tell, and one at which they are refused."""

MIN_SEQ_WAIT_S: Final = 2.0
_GLANCE_S: Final = 0.05
_CLOSING_S: Final = 5.0
_PUBLISHED_WAIT_S: Final = 10.0
_REBUILT_WAIT_S: Final = 3600.0
_REST: Final = 2
"""After a publication as many times its length go by before the next: under a steady load the index is not all that a core does."""

_log = logging.getLogger("retorsion.index")


@dataclass(frozen=True, slots=True)
class IndexState:
    """How the index stands. `lag_s`: for how long it has been behind the database; `done` of `total` edges while it is built.

    `suspect`: another program has written or deleted edges, and it is being built anew. `foreign`: edges that only other programs know.
    """

    phase: Phase = "starting"
    index_seq: int = 0
    db_seq: int = 0
    edges: int = 0
    lag_s: float = 0.0
    suspect: bool = False
    foreign: int = 0
    done: int = 0
    total: int = 0
    problem: str = ""


class LiveIndex:
    """The current index of a database. `start` follows it in a thread; `refresh` brings it up to date for one question without one."""

    def __init__(self, settings: Settings, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._poll_s = settings.index_poll_s
        self._keeper = Keeper(folder_of(settings, endpoint))
        self._state = IndexState()
        self._index: Index | None = None
        self._level_at = time.monotonic()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> LiveIndex:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Begin to follow; returns at once."""
        self._thread = threading.Thread(target=self._run, name="retorsion-index", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End following; what is being built is given up at the next window."""
        self._stop.set()
        if self._thread:
            self._thread.join(_CLOSING_S)
        self._keeper.release()

    @property
    def state(self) -> IndexState:
        state = self._state
        level = state.index_seq == state.db_seq and not state.problem
        lag_s = 0.0 if level else round(time.monotonic() - self._level_at, 1)
        return replace(state, lag_s=lag_s, suspect=self._keeper.suspect)

    def current(self, min_seq: int = 0) -> Index:
        """The index as it is now.

        Raises:
            IndexBuilding: there is none yet. IndexBehind: it lacks commit `min_seq`, or has been behind for too long.
        """
        index, state = self._index, self.state
        if index is None:
            raise _building(state)
        if index.seq < min_seq:
            raise IndexBehind(f"The index holds the commits up to {index.seq}; {min_seq} is asked for.", hint="Ask again in a second.")
        if state.lag_s > REFUSED_S:
            # Why is in the log: it may name addresses, and these words reach clients.
            raise IndexBehind(f"The index has been behind the database for {state.lag_s / 60:.0f} minutes.", hint="Ask again later.")
        return index

    async def wait_for(self, min_seq: int = 0, timeout_s: float = MIN_SEQ_WAIT_S) -> Index:
        """As `current`; an index that is behind or being built is waited for: a small one is there in a moment."""
        until = time.monotonic() + timeout_s
        while True:
            try:
                return self.current(min_seq)
            except IndexUnready:
                if time.monotonic() >= until:
                    raise
            await anyio.sleep(_GLANCE_S)

    def refresh(self, progress: Progress = silent) -> Index:
        """The index at the database's present commit, for a process that does not follow: one query when nothing has changed.

        Raises:
            StoreError: the database cannot be asked.
        """
        keeper = self._keeper
        with Reader(self._endpoint) as reader:
            state = read_state(reader)
            if keeper.leads():
                try:
                    keeper.look(reader, state, progress)
                    keeper.look(reader, read_state(reader), progress)  # a difference of counts is believed when it is seen twice
                finally:
                    keeper.release()
            elif not _waited(lambda: self._is_published(state), _PUBLISHED_WAIT_S):
                return keeper.in_memory(reader, state, progress)
        return self._held()

    def rebuild(self, progress: Progress = silent) -> Index:
        """Build it anew from the database, whatever there is; by the process that writes it, where there is another one."""
        keeper = self._keeper
        keeper.ask_anew()
        if not keeper.leads():
            if not _waited(lambda: not keeper.is_asked_anew(), _REBUILT_WAIT_S):
                raise IndexBuilding("The process that keeps the index has not built it anew.", hint="Is `retorsion up` still at work?")
            keeper.take()
            return self._held()
        with Reader(self._endpoint) as reader:
            try:
                keeper.look(reader, read_state(reader), progress)
            finally:
                keeper.release()
        return self._held()

    def _held(self) -> Index:
        snapshot = self._keeper.snapshot
        if snapshot is None:
            raise _building(self._state)
        self._index = snapshot.index
        return snapshot.index

    def _is_published(self, state: GraphState) -> bool:
        self._keeper.take()
        index = self._keeper.snapshot.index if self._keeper.snapshot else None
        return index is not None and index.epoch == state.epoch and index.seq >= state.seq

    # --- following ---

    def _run(self) -> None:
        try:
            with Reader(self._endpoint) as reader:
                self._follow(reader)
        except RetorsionError as error:  # no address of a Neo4j at all
            self._tell(error)

    def _follow(self, reader: Reader) -> None:
        wait = 0.0
        while not self._stop.wait(wait):
            begun = time.monotonic()
            try:
                worked = self._look(reader)
            except _Stopped:
                return
            except Exception as error:  # the thread must live: whatever happens now may pass
                self._tell(error)
                worked = False
            wait = max(self._poll_s, _REST * (time.monotonic() - begun)) if worked else self._poll_s

    def _look(self, reader: Reader) -> bool:
        keeper = self._keeper
        state = read_state(reader)
        if self._index is not None and self._index.epoch != state.epoch:
            self._index = None  # the database was replaced: the old numbers mean other edges, or none
        if self._index is None:
            self._state = replace(self._state, phase="building", db_seq=state.seq, total=state.edges)
        else:
            self._state = replace(self._state, db_seq=state.seq)
        worked = keeper.look(reader, state, self._progress)
        if keeper.snapshot and keeper.snapshot.index.epoch == state.epoch:
            index = self._held()
            if worked or keeper.is_level(state):
                self._level_at = time.monotonic()
            self._state = IndexState(
                phase="ready",
                index_seq=index.seq,
                db_seq=max(state.seq, index.seq),
                edges=index.actions.edges + index.ties.edges,
                foreign=sum(abs(n) for n in keeper.snapshot.drift.values()),
            )
        return worked

    def _progress(self, label: str, done: int, total: int, unit: str) -> None:
        if self._stop.is_set():
            raise _Stopped
        if label == "edges" and self._index is None:
            self._state = replace(self._state, done=done, total=total)

    def _tell(self, error: Exception) -> None:
        problem = error.message if isinstance(error, RetorsionError) else f"{type(error).__name__}: {error}"
        if problem != self._state.problem:
            _log.warning("The index is not kept up to date: %s", problem, exc_info=not isinstance(error, RetorsionError))
        self._state = replace(self._state, problem=problem)


class _Stopped(Exception):
    """Following ends in the middle of a build."""


def _building(state: IndexState) -> IndexBuilding:
    if state.problem:
        return IndexBuilding("There is no index yet, and it cannot be built just now.", hint="Ask again later.")
    share = f": {100 * state.done // state.total} % of {state.total:,} edges read" if state.total else ""
    return IndexBuilding(f"The index is being built{share}.", hint="Ask again in a few seconds.")


def _waited(done: Callable[[], bool], timeout_s: float) -> bool:
    until = time.monotonic() + timeout_s
    while not done():
        if time.monotonic() >= until:
            return False
        time.sleep(_GLANCE_S)
    return True
