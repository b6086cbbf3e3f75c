"""One load at a time into the managed server of a data directory: who has the turn, and how long another waits for it.

The lock is the operating system's, so that of a process that was killed is free at once. A server that is not ours has no such lock: there
each transaction takes the write lock of the graph, and loads take turns batch by batch.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from graph.errors import EngineError

_POLL_S = 0.2


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that loads."""

    pid: int
    job: str
    what: str
    since: str

    def __str__(self) -> str:
        job = f", job {self.job}" if self.job else ""
        return f"process {self.pid}{job}, loads {self.what} since {self.since}"


@contextmanager
def take_turn(data_dir: Path, mine: Holder, wait_s: float, on_wait: Callable[[str], None]) -> Iterator[None]:
    """While no other load runs here. `on_wait` is told who does.

    Raises:
        EngineError: the other load took longer than `wait_s`; or the directory cannot be written.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(data_dir / "load.lock")
    except OSError as error:
        raise EngineError(f"{data_dir} cannot be written: {error.strerror}.", hint="Set RETORSION_DATA_DIR.") from error
    note = data_dir / "load.holder.json"
    _acquire(lock, note, wait_s, on_wait)
    try:
        _write(note, mine)
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def _acquire(lock: FileLock, note: Path, wait_s: float, on_wait: Callable[[str], None]) -> None:
    try:
        lock.acquire(timeout=0)
        return
    except Timeout:
        other = _told(note)
    if wait_s:
        on_wait(other)
    try:
        lock.acquire(timeout=wait_s, poll_interval=_POLL_S)
    except Timeout:
        hint = "Wait for its end, or end that process; --wait SECONDS waits longer."
        raise EngineError(f"Another load is under way: {_told(note)}.", hint=hint) from None


def _write(note: Path, holder: Holder) -> None:
    part = note.with_suffix(".part")
    part.write_text(json.dumps(asdict(holder)), encoding="utf-8")
    os.replace(part, note)


def _told(note: Path) -> str:
    """Who holds the lock, as far as it has said so yet."""
    try:
        return str(Holder(**json.loads(note.read_text("utf-8"))))
    except (OSError, ValueError, TypeError):
        return "a process that has just begun"
