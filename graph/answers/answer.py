"""The envelope that every answer travels in: data with ids only, side tables with each entry once, and what the answer leaves out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from graph.answers.networks import to_networkx

if TYPE_CHECKING:
    import networkx

_AS_IT_IS: Final = (str, int, float, type(None))


@dataclass(slots=True)
class Answer:
    """An answer under way. `events` of the side tables may be ties as well: whatever `data` names by id is in a table.

    `question` echoes what was asked with every default filled in; `limits` the ceilings that held; `omitted` says in sentences
    what was left out; `notes` what a reader must know to read the answer rightly.
    """

    data: Any = None
    question: dict[str, Any] = field(default_factory=dict)
    limits: dict[str, Any] = field(default_factory=dict)
    truncated: str = ""
    cut_short: bool = False
    """By the time or room that the search took, so that asked again it may say more."""
    next_cursor: str = ""
    omitted: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    actors: dict[str, dict[str, Any]] = field(default_factory=dict)
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    claims: dict[str, dict[str, Any]] = field(default_factory=dict)
    version: tuple[str, int] = ("", 0)
    index_seq: int | None = None
    more_meta: dict[str, Any] = field(default_factory=dict)
    started: float = field(default_factory=perf_counter)
    took_ms: float | None = None

    def envelope(self) -> dict[str, Any]:
        """The answer as JSON values; the same for HTTP, the command line and Python."""
        epoch, seq = self.version
        if self.took_ms is None:
            self.took_ms = round((perf_counter() - self.started) * 1000, 1)
        meta: dict[str, Any] = {
            "question": self.question,
            "limits": self.limits,
            "truncated": bool(self.truncated),
            "truncated_because": self.truncated or None,
            "next_cursor": self.next_cursor or None,
            "omitted": self.omitted,
            "notes": self.notes,
            "as_of": self.question.get("filter", {}).get("as_of"),
            "index_seq": seq if self.index_seq is None else self.index_seq,
            "db_seq": seq,
            "graph_version": f"{epoch}:{seq}",
            "took_ms": self.took_ms,
            **self.more_meta,
        }
        tables = {name: _rows(getattr(self, name)) for name in ("actors", "events", "sources", "claims")}
        return {"data": plain(self.data), **tables, "meta": plain(meta)}

    def to_networkx(self) -> networkx.MultiDiGraph[str]:
        """An answer of paths, reach or a subgraph as a graph; see networks.to_networkx. Raises TypeError for any other."""
        return to_networkx(self.envelope())


def plain(value: Any) -> Any:
    """JSON values: dates as ISO text, tuples as lists."""
    if isinstance(value, _AS_IT_IS):  # nearly all
        return value
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def _rows(table: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [plain(table[key]) for key in sorted(table)]
