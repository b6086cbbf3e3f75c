"""One line about the index for `engine status` and `doctor`: what lies on disk, how far behind the database. Builds nothing."""

from __future__ import annotations

from pathlib import Path

from graph.engine import Endpoint
from graph.errors import RetorsionError
from graph.settings import Settings
from graph.store import Reader
from graph.temporal.follow import read_state
from graph.temporal.keeper import folder_of
from graph.temporal.snapshot import Snapshot, read_current


def index_overview(settings: Settings, endpoint: Endpoint | None) -> str:
    """`endpoint`: a database that runs; without one only the disk is looked at, which is the managed one's."""
    folder = folder_of(settings, endpoint or Endpoint("", "", "", database="", managed=True))
    try:
        snapshot = read_current(folder, check=False)
    except RetorsionError as error:
        return f"{error.message} The next question builds it anew."
    if snapshot is None:
        return "none yet; the first question in time builds it"
    told = f"{_held(snapshot)} in {_megabytes(snapshot.path)} MB"
    return f"{told}; {_age(snapshot, endpoint)}" if endpoint else told


def _held(snapshot: Snapshot) -> str:
    return f"{snapshot.index.actions.edges:,} actions, {snapshot.index.ties.edges:,} ties"


def _megabytes(path: Path) -> int:
    return round(sum(file.stat().st_size for file in path.iterdir()) / 1e6)


def _age(snapshot: Snapshot, endpoint: Endpoint) -> str:
    try:
        with Reader(endpoint) as reader:
            state = read_state(reader)
    except RetorsionError as error:
        return error.message
    if snapshot.index.epoch != state.epoch:
        return "of another life of this database: the next question builds it anew"
    behind = state.seq - snapshot.index.seq
    return "up to date" if not behind else f"{behind} commits behind, which the next question takes in"
