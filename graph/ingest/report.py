"""What a load did, counted over the source's rows: read = written + unchanged + skipped + rejected. Edges are counted apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, fields
from time import monotonic
from typing import Any

from graph.ingest.rejects import RejectsFile
from graph.ingest.rows import Reject

MAX_REJECTS = 1000
"""Rejects kept with their places; all are counted, and all are in the rejects file."""

_COUNTS = ("read", "written", "unchanged", "edges_added", "edges_retracted", "edges_changed", "statements_withdrawn", "seq")


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
    file: RejectsFile | None = None
    earlier_s: float = 0.0
    """Seconds of earlier attempts, for a load that went on where it had been killed."""
    _began: float = field(default_factory=monotonic)
    _ended: float = 0.0

    def reject(self, reject: Reject) -> None:
        self.rejected[reject.reason] += 1
        if len(self.rejects) < MAX_REJECTS:
            self.rejects.append(reject)
        if self.file:
            self.file.write(reject)

    def count(self, *, written: bool) -> None:
        """A row that is in the graph."""
        self.written += written
        self.unchanged += not written

    def committed(self, load: str, seq: int, added: Sequence[int], retracted: Sequence[int], changed: Sequence[int]) -> None:
        """Count the edges (eid) of one committed transaction."""
        self.load, self.seq = load, seq
        self.edges_added += len(added)
        self.edges_retracted += len(retracted)
        self.edges_changed += len(changed)

    def end(self) -> None:
        """The clock stops."""
        self._ended = monotonic()

    @property
    def seconds(self) -> float:
        return self.earlier_s + (self._ended or monotonic()) - self._began

    @property
    def rows_per_s(self) -> float:
        return self.read / self.seconds if self.seconds else 0.0

    @property
    def accounted(self) -> int:
        return self.written + self.unchanged + self.skipped.total() + self.rejected.total()

    @property
    def balanced(self) -> bool:
        """The accounting identity."""
        return self.read == self.accounted

    @property
    def changed(self) -> bool:
        return bool(self.written or self.edges_added or self.edges_retracted or self.edges_changed or self.statements_withdrawn)

    def copied(self) -> Report:
        """As it stands; what is counted in the copy is not counted here."""
        made = copy(self)
        made.skipped, made.rejected = self.skipped.copy(), self.rejected.copy()
        made.rejects, made.notes = [*self.rejects], [*self.notes]
        return made

    def become(self, other: Report) -> None:
        """The same report to whoever holds it, with what another tells."""
        for one in fields(self):
            setattr(self, one.name, getattr(other, one.name))

    def counts(self) -> dict[str, Any]:
        """What `resume` needs; rejects stand in their file."""
        plain = {name: getattr(self, name) for name in ("load", *_COUNTS, "notes")}
        return plain | {"skipped": dict(self.skipped), "rejected": dict(self.rejected), "seconds": self.seconds}

    def resume(self, counts: Mapping[str, Any]) -> None:
        """Back to what it had counted when a load was killed."""
        for name in ("load", *_COUNTS):
            setattr(self, name, counts[name])
        self.notes, self.earlier_s = list(counts["notes"]), counts["seconds"]
        self.skipped, self.rejected = Counter(counts["skipped"]), Counter(counts["rejected"])
        if self.file:
            self.rejects = self.file.first(MAX_REJECTS)

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
            "rejects_file": self.rejects_file,
            "notes": self.notes,
            "seq": self.seq,
            "seconds": round(self.seconds, 3),
            "rows_per_s": round(self.rows_per_s, 1),
        }

    @property
    def rejects_file(self) -> str:
        """Where all rejects stand; empty where nothing was rejected or no file was asked for."""
        return str(self.file.path) if self.file and self.rejected else ""


class Stopped(KeyboardInterrupt):
    """A load that was interrupted. What was committed stays, and `report` tells it."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report
