"""One database's index on this host: who writes it, when it is refreshed, when it is built anew. No threads, no waiting clients."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from graph.engine import Endpoint
from graph.errors import IndexBehind, IndexBroken, SettingsError
from graph.progress import Progress, silent
from graph.settings import Settings
from graph.store import Reader
from graph.temporal.follow import GraphState, build_index, read_state, refreshed
from graph.temporal.layout import Index
from graph.temporal.snapshot import Snapshot, current_name, publish, read_current

REBUILD: Final = "rebuild"
"""A file of this name in the folder asks the process that writes the index to build it anew."""

_ATTEMPTS: Final = 3
_log = logging.getLogger("retorsion.index")


def folder_of(settings: Settings, endpoint: Endpoint) -> Path:
    """One folder a database. The managed one may change its port and stays the same."""
    name = "managed" if endpoint.managed else hashlib.sha256(f"{endpoint.uri}/{endpoint.database}".encode()).hexdigest()[:16]
    return (settings.index_dir or settings.data_dir / "index") / name


@contextmanager
def _kept_in(folder: Path) -> Iterator[None]:
    """A disk that does not take the index, in words."""
    try:
        yield
    except Timeout:
        raise
    except OSError as error:
        hint = "Free some space, or name another folder with RETORSION_INDEX_DIR."
        raise SettingsError(f"The index cannot be kept in {folder}: {error.strerror or error}.", hint=hint) from error


class Keeper:
    """Holds the newest version that this process knows. One process of a host writes: the one that holds the folder's lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.snapshot: Snapshot | None = None
        self.suspect = False
        self._doubt: tuple[int, Mapping[str, int]] | None = None
        self._lock = FileLock(folder / "lock", thread_local=False)

    def leads(self) -> bool:
        """Whether this process writes the index; it does once nobody else does, until `release`."""
        if not self._lock.is_locked:
            try:
                with _kept_in(self.folder):
                    self.folder.mkdir(parents=True, exist_ok=True)
                    self._lock.acquire(blocking=False)
            except Timeout:
                return False
        return True

    def release(self) -> None:
        self._lock.release()

    def take(self) -> None:
        """Map what was published since. The first look of a process checks every byte, later ones trust the disk.

        Raises:
            IndexBroken: it is damaged.
        """
        name = current_name(self.folder)
        if name and (self.snapshot is None or self.snapshot.path.name != name):
            self.snapshot = read_current(self.folder, check=self.snapshot is None)

    def look(self, reader: Reader, state: GraphState, progress: Progress = silent) -> bool:
        """One step towards the database as it is in `state`; True when something had to be published."""
        if not self.leads():
            self.take()
            self._weigh(state)
            return False
        self._take_or_forget()
        self._weigh(state)
        asked = self._asked_anew()
        if self.snapshot and not (asked or self.suspect) and self.is_level(state):
            return False
        self._publish(reader, state, progress, anew=asked or self.suspect)
        if asked:
            (self.folder / REBUILD).unlink(missing_ok=True)
        return True

    def is_level(self, state: GraphState) -> bool:
        index = self.snapshot.index if self.snapshot else None
        return index is not None and (index.epoch, index.seq) == (state.epoch, state.seq)

    def ask_anew(self) -> None:
        """Have the process that writes build it anew."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / REBUILD).touch()

    def is_asked_anew(self) -> bool:
        return self._asked_anew()

    def in_memory(self, reader: Reader, state: GraphState, progress: Progress = silent) -> Index:
        """The index at the present commit for this process alone; nothing is written."""
        return self._made(reader, state, progress, anew=self.suspect)[0]

    def _asked_anew(self) -> bool:
        return (self.folder / REBUILD).exists()

    def _take_or_forget(self) -> None:
        """Who writes does not need what is damaged: it is built anew."""
        try:
            self.take()
        except IndexBroken as error:
            _log.warning("%s It is built anew.", error.message)
            self.snapshot = None

    def _weigh(self, state: GraphState) -> None:
        """Whether the database's own counts have left the write door's since the index was built: another program has written.

        One look may fall between the two counts of a commit; the same difference at the same commit twice is none of ours.
        """
        differs = self.snapshot is not None and dict(self.snapshot.drift) != dict(state.drift) and self.snapshot.index.epoch == state.epoch
        seen = (state.seq, state.drift)
        self.suspect = differs and self._doubt == seen
        self._doubt = seen if differs else None

    def _publish(self, reader: Reader, state: GraphState, progress: Progress, *, anew: bool) -> None:
        before = self.snapshot
        index, drift = self._made(reader, state, progress, anew=anew)
        with _kept_in(self.folder):
            self.snapshot = publish(self.folder, index, drift, before)
        self._weigh(state)

    def _made(self, reader: Reader, state: GraphState, progress: Progress, *, anew: bool) -> tuple[Index, Mapping[str, int]]:
        before = self.snapshot
        if before and not anew:
            index = refreshed(reader, before.index, state)
            if index:
                return index, before.drift
        for _ in range(_ATTEMPTS):
            index = build_index(reader, state, progress)
            later = read_state(reader)
            # What was committed during the reading is half in; following its commits makes it whole.
            caught_up = refreshed(reader, index, later, however_much=True)
            if caught_up:
                return caught_up, state.drift
            state = later
        raise IndexBehind("The graph was replaced while its index was being built.", hint="Ask again when the import is through.")
