"""What a loader yields: one value a source row (an entry, a skip or a reject, each with its place), or a stream's rows by the batch.

No checks here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

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


@dataclass(frozen=True, slots=True)
class StreamBatch:
    """Some rows of one file of machine-coded events. Each source row is one edge, one skip or one reject, and counted once.

    An edge is a plain dict, all of a batch with the same keys: `event` (the source's own id), `source` and `target` (refs), `action`
    (of the vocabulary), `date`, `date_to`, `confidence`; where known `published`, `source_url`, `source_role`, `target_role`; any other
    key is what the source says in its own terms (`cameo`, `mentions`). None means absent. `repeat_of` marks a likely repeat of an
    earlier event. `lines` are the edges' lines in `file`; `items` are the actors, ties and sources that edges need and that no
    earlier batch brought.
    """

    file: str
    edges: Sequence[dict[str, Any]]
    lines: Sequence[int]
    items: tuple[Item, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)
    rejects: tuple[Reject, ...] = ()

    @property
    def rows(self) -> int:
        return len(self.edges) + sum(self.skipped.values()) + len(self.rejects)
