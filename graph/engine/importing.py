"""A new store beside the server's own: imported, looked after by a server of its own, and put in place whole. Knows no nodes or edges."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import Timeout

from graph.engine.admin import run_admin
from graph.engine.config import ServerConfig
from graph.engine.layout import Layout
from graph.engine.memory import size_memory
from graph.engine.ports import any_free
from graph.engine.server import write_conf
from graph.engine.swap import clear_stage, stage_folder, stage_lock, swap
from graph.errors import EngineError
from graph.progress import Progress, silent
from graph.settings import Settings

_MB = 1_000_000
_OF_THE_SERVER = ("databases/system", "transactions/system", "dbms", "server_id")
"""What a store has beside the graph: users and passwords among it."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A data directory inside the server's own, for one import. `settings` are those of a server on it."""

    of: Settings
    settings: Settings

    @property
    def home(self) -> Path:
        return Layout.of(self.settings).home

    def require_space(self, more_mb: int) -> None:
        """An import that fills the disk takes the old server with it."""
        needed = more_mb + sum(file.stat().st_size for file in Layout.of(self.of).store.rglob("*") if file.is_file()) // _MB
        free = shutil.disk_usage(self.settings.data_dir).free // _MB
        if free < needed:
            raise EngineError(
                f"A bulk load of this size needs some {needed:,} MB free beside the store; there are {free:,}.",
                hint="Free some space, or load by batches.",
            )

    def build(self, arguments: Sequence[str], progress: Progress = silent) -> None:
        """Import into an empty store, with the users of the old one, whose server is down.

        Raises:
            EngineError: the import tool found something wrong; the old store is as it was.
        """
        old, new = Layout.of(self.of), Layout.of(self.settings)
        write_conf(new, ServerConfig(0, size_memory(self.settings)))
        run = run_admin(self.settings, "database", "import", "full", "neo4j", "--overwrite-destination", *arguments, progress=progress)
        if run.returncode != 0:
            raise EngineError(
                f"The import failed: {_reason(run.stdout + run.stderr)}", hint="Nothing was changed. Loading by batches tells the row."
            )
        take_over(old, new)
        shutil.copy2(old.credentials, new.credentials)

    def put_in_place(self) -> None:
        """The new store becomes the server's; both servers are down."""
        swap(Layout.of(self.of), Layout.of(self.settings).store)


def take_over(old: Layout, new: Layout) -> None:
    """What the old store has beside the graph, into the new one: its server is down."""
    for name in _OF_THE_SERVER:
        source, target = old.store / name, new.store / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.rmtree(target, ignore_errors=True)  # files of two system databases beside each other would be neither
            shutil.copytree(source, target)
        elif source.exists():
            shutil.copy2(source, target)


@contextmanager
def staged(settings: Settings) -> Iterator[Stage]:
    """An empty stage, gone at the end with all that is on it. What an earlier import left when it was killed goes first.

    Raises:
        EngineError: another import is under way.
    """
    layout = Layout.of(settings)
    folder = stage_folder(layout)
    # Another port than the server's, so that nobody takes the one for the other.
    stage = Stage(settings, settings.model_copy(update={"data_dir": folder, "bolt_port": any_free(), "browser_port": 0}))
    lock = stage_lock(layout)
    try:
        lock.acquire()
    except Timeout:
        raise EngineError("Another bulk load is under way in this data directory.", hint="Wait until it has ended.") from None
    try:
        clear_stage(layout)
        folder.mkdir()
        yield stage
    finally:
        clear_stage(layout)
        lock.release()


def _reason(output: str) -> str:
    """Of some hundred lines of progress those that say what is wrong."""
    lines = [line.strip() for line in output.splitlines()]
    telling = [
        line for line in lines if any(word in line for word in ("error", "Error", "ERROR", "Caused", "referring", "source:", "raw field"))
    ]
    return " ".join(telling or lines[-3:])[-600:]
