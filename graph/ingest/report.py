"""What a load did, counted over the source's rows: read = written + unchanged + skipped + rejected. Edges are counted apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.ingest.rows import Reject

MAX_REJECTS = 1000
"""Rejects kept with their places; all are counted."""


@dataclass(slots=True)
class Report:
    """Filled while a load runs, read when it is done."""

    dataset: str
    load: str = ""
    read: int = 0
    written: int = 0
    unchanged: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)
    edges_added: int = 0
    edges_retracted: int = 0
    edges_changed: int = 0
    statements_withdrawn: int = 0
    notes: list[str] = field(default_factory=list)
    seq: int = 0

    def reject(self, reject: Reject) -> None:
        self.rejected[reject.reason] += 1
        if len(self.rejects) < MAX_REJECTS:
            self.rejects.append(reject)

    def committed(self, load: str, seq: int, added: Sequence[int], retracted: Sequence[int], changed: Sequence[int]) -> None:
        """Count the edges (eid) of one committed transaction."""
        self.load, self.seq = load, seq
        self.edges_added += len(added)
        self.edges_retracted += len(retracted)
        self.edges_changed += len(changed)

    @property
    def balanced(self) -> bool:
        """The accounting identity."""
        return self.read == self.written + self.unchanged + self.skipped.total() + self.rejected.total()

    @property
    def changed(self) -> bool:
        return bool(self.written or self.edges_added or self.edges_retracted or self.edges_changed or self.statements_withdrawn)

    def as_dict(self) -> dict[str, Any]:
        return {
            "dataset": self.dataset,
            "load": self.load,
            "rows": {
                "read": self.read,
                "written": self.written,
                "unchanged": self.unchanged,
                "skipped": dict(self.skipped),
                "rejected": dict(self.rejected),
            },
            "edges": {"added": self.edges_added, "retracted": self.edges_retracted, "changed": self.edges_changed},
            "withdrawn": self.statements_withdrawn,
            "rejects": [
                {"file": r.place.file, "line": r.place.line, "column": r.place.column, "reason": r.reason, "hint": r.hint}
                for r in self.rejects
            ],
            "notes": self.notes,
            "seq": self.seq,
        }
