"""How long work reports itself. The core calls; who listens decides how it looks (a bar on stderr, a job file, nothing)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Progress(Protocol):
    """Called often and cheaply. `total` is 0 while it is not known; `unit` is what is counted ("rows", "bytes", "s")."""

    def __call__(self, label: str, done: int, total: int, unit: str) -> None: ...


def silent(label: str, done: int, total: int, unit: str) -> None:
    """The listener that does nothing."""


@dataclass(slots=True)
class Extent:
    """How much a load is, as far as its reader knows by now: `rows`, or else `size` in bytes and how many of them were `read`.

    The reader writes it while it reads; zero is not known.
    """

    rows: int = 0
    size: int = 0
    read: int = 0

    def total(self, done: int) -> int:
        """Rows in all; by bytes it is an estimate that gets better with every row."""
        if self.rows or not (self.size and self.read and done):
            return self.rows
        return max(done, round(done * self.size / self.read))

    @property
    def label(self) -> str:
        """What the rows of a load are called: an estimate says that it is one."""
        return "rows" if self.rows or not self.size else "rows (their number is estimated)"
