"""What a loader yields, one value a source row: an entry with what it holds, a skip or a reject, each with its place. No checks here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.errors import Place
from graph.model import Item


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that was understood. `lines` gives the line of a field where it is not the row's own (`{"date": 14}`)."""

    place: Place
    items: tuple[Item, ...]
    lines: Mapping[str, int] = field(default_factory=dict)

    def place_of(self, column: str) -> Place:
        return Place(self.place.file, self.lines.get(column, self.place.line), column)


@dataclass(frozen=True, slots=True)
class Skip:
    """A row that the source or the user says not to load (a comment, another programme); never an error."""

    place: Place
    reason: str


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that is wrong. `reason` is a sentence; `hint` what would be right; `detail` the offending text, shortened."""

    place: Place
    reason: str
    hint: str = ""
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}" + (f" ({self.hint})" if self.hint else "")


Row = Entry | Skip | Reject
