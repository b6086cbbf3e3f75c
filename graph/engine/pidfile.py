"""The record of the running server in its data directory. A record counts only while its process lives and is ours."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from graph.engine.process import serves


@dataclass(frozen=True, slots=True)
class Running:
    """A server that was started; `ready` once it has answered."""

    pid: int
    create_time: float
    home: str
    port: int
    browser_port: int
    version: str
    java: str
    profile: str
    heap_mb: int
    pagecache_mb: int
    start_cache: bool
    ready: bool

    @property
    def uri(self) -> str:
        return f"bolt://127.0.0.1:{self.port}"

    def process(self) -> psutil.Process | None:
        """The live process, or None when the record is stale.

        By its command line, not by its start time: that is reckoned from the clock, so when the clock is set (a laptop that wakes, a
        machine that finds its time server) a server that runs would count as dead, and be ended for another.
        """
        try:
            process = psutil.Process(self.pid)
            return process if serves(process, Path(self.home)) else None
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return None


def write_record(file: Path, running: Running) -> None:
    part = file.with_suffix(".part")
    part.write_text(json.dumps(asdict(running), indent=2) + "\n", encoding="utf-8")
    os.replace(part, file)


def read_record(file: Path, home: Path) -> Running | None:
    """The record of a live server of this home. A stale or unreadable one is None; it is written over at the next start."""
    try:
        running = Running(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return running if running.home == str(home) and running.process() else None
