"""How long work reports itself. The core calls; who listens decides how it looks (a bar on stderr, a job file, nothing)."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called often and cheaply. `total` is 0 while it is not known; `unit` is what is counted ("rows", "bytes", "s")."""

    def __call__(self, label: str, done: int, total: int, unit: str) -> None: ...


def silent(label: str, done: int, total: int, unit: str) -> None:
    """The listener that does nothing."""
