"""What `retorsion engine status` and `doctor` show of the managed server. Looks only, changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from graph.engine.jars import missing
from graph.engine.layout import Layout
from graph.engine.lock import LOCK_FILE, read_lock, version_of
from graph.engine.pidfile import read_record
from graph.settings import Settings


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """Plain values, so that `dataclasses.asdict` of it is JSON. What only a running server has is None without one."""

    running: bool
    version: str
    data_dir: str
    store_bytes: int
    jars_fetched: bool
    log: str
    credentials: str
    ready: bool = False
    pid: int | None = None
    uri: str | None = None
    started_at: str | None = None
    browser_url: str | None = None
    heap_mb: int | None = None
    pagecache_mb: int | None = None
    profile: str | None = None
    java: str | None = None
    start_cache: bool | None = None


def status(settings: Settings) -> EngineStatus:
    layout = Layout.of(settings)
    running = read_record(layout.pid_file, layout.home)
    found = EngineStatus(
        running=running is not None,
        version=running.version if running else version_of(LOCK_FILE),
        data_dir=str(layout.data_dir),
        store_bytes=_bytes_in(layout.store),
        jars_fetched=not missing(read_lock(), layout.jars),
        log=str(layout.output),
        credentials=str(layout.credentials),
    )
    if running is None:
        return found
    return replace(
        found,
        ready=running.ready,
        pid=running.pid,
        uri=running.uri,
        started_at=datetime.fromtimestamp(running.create_time, UTC).isoformat(timespec="seconds"),
        browser_url=browser_url(running.browser_port),
        heap_mb=running.heap_mb,
        pagecache_mb=running.pagecache_mb,
        profile=running.profile,
        java=running.java,
        start_cache=running.start_cache,
    )


def browser_url(port: int) -> str | None:
    return f"http://127.0.0.1:{port}/browser/" if port else None


def _bytes_in(folder: Path) -> int:
    """A running server deletes files while we look."""
    total = 0
    for file in folder.rglob("*"):
        try:
            total += file.stat().st_size if file.is_file() else 0
        except OSError:
            continue
    return total
