"""How much memory the managed server takes of this machine. Numbers only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import psutil

from graph.settings import Settings

_MB = 1024 * 1024
_CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")


@dataclass(frozen=True, slots=True)
class Memory:
    """In MB."""

    heap: int
    pagecache: int


def size_memory(settings: Settings) -> Memory:
    eighth = usable_mb() // 8
    return Memory(
        heap=settings.heap_mb or min(max(eighth, 512), 4096),
        pagecache=settings.pagecache_mb or min(max(eighth, 128), 4096),
    )


def usable_mb() -> int:
    """Memory of the machine, or of the container when that is allowed less."""
    total = int(psutil.virtual_memory().total)
    try:
        total = min(total, int(_CGROUP_LIMIT.read_text(encoding="ascii")))
    except (OSError, ValueError):  # no such file, or "max": no limit
        return total // _MB
    return total // _MB
