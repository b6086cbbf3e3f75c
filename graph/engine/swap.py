"""Puts another store in the place of a server's own: by renaming, so that a crash leaves one or the other. The server must be down."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from filelock import FileLock, Timeout

from graph.engine.layout import Layout
from graph.engine.process import find_server, kill


def swap(layout: Layout, store: Path) -> None:
    """The store takes the place of the server's; both lie on one file system."""
    before = _before(layout)
    shutil.rmtree(before, ignore_errors=True)
    os.replace(layout.store, before)
    os.replace(store, layout.store)
    shutil.rmtree(before)


def recover(layout: Layout) -> None:
    """After a crash: before the second rename the old store holds, after it the new one. A stage that nobody stands on goes."""
    before = _before(layout)
    if before.exists() and not layout.store.exists():
        os.replace(before, layout.store)
    shutil.rmtree(before, ignore_errors=True)
    if stage_folder(layout).exists():
        try:
            with stage_lock(layout):
                clear_stage(layout)
        except Timeout:  # an import is under way there
            return


def stage_folder(layout: Layout) -> Path:
    """Where a new store is made ready, in a data directory of its own."""
    return layout.data_dir / "import"


def stage_lock(layout: Layout) -> FileLock:
    return FileLock(layout.data_dir / "import.lock", timeout=0)


def clear_stage(layout: Layout) -> None:
    """What lies there goes, a server that outlived its load with it. The caller holds the lock."""
    folder = stage_folder(layout)
    if folder.exists():
        orphan = find_server(Layout(folder, layout.cache_dir).home)
        if orphan is not None:
            kill(orphan)
        shutil.rmtree(folder)


def _before(layout: Layout) -> Path:
    return layout.store.with_name("data.before")
