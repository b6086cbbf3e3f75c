"""What a stream would bring, without a database: how many actions of which kind, and its first rows. Keeps no others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from cli.render_events import heading
from cli.terminal import printable
from graph.ingest import StreamBatch
from graph.model import Record
from graph.vocabulary import vocabulary

FIRST_ROWS = 20
_MOST_KINDS = 20


@dataclass(slots=True)
class Preview:
    """`names` are those of the actors of the first rows."""

    first: list[dict[str, Any]] = field(default_factory=list)
    actions: Counter[str] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)

    def see(self, batch: StreamBatch) -> None:
        self.actions.update(edge["action"] for edge in batch.edges)
        if len(self.first) < FIRST_ROWS:
            self.names |= {item.id: item.name for item in batch.items if isinstance(item, Record)}
            self.first.extend(batch.edges[: FIRST_ROWS - len(self.first)])


def would_stream(previews: Sequence[Preview]) -> Iterator[RenderableType]:
    for preview in previews:
        if preview.actions:
            yield from _shown(preview)


def _shown(preview: Preview) -> Iterator[RenderableType]:
    yield heading(f"Actions: {preview.actions.total():,}")
    kinds = preview.actions.most_common(_MOST_KINDS)
    yield _table((f"{n:,}", _words(code), code) for code, n in kinds)
    if more := len(preview.actions) - len(kinds):
        yield Text(f"... and {more:,} more kinds", style="dim")
    yield heading(f"The first {len(preview.first)}:" if len(preview.first) > 1 else "The first:")
    yield _table((_days(edge), _sentence(edge, preview.names), str(edge["event"])) for edge in preview.first)


def _words(code: str) -> str:
    action = vocabulary().machine_actions[code]
    return f"{action.edge_type} ({action.verb_phrase})"


def _sentence(edge: dict[str, Any], names: dict[str, str]) -> str:
    source, target = (names.get(edge[end], edge[end]) for end in ("source", "target"))
    return f"{source} {vocabulary().machine_actions[edge['action']].verb_phrase} {target}"


def _days(edge: dict[str, Any]) -> str:
    return str(edge["date"]) if edge["date"] == edge["date_to"] else f"{edge['date']} to {edge['date_to']}"


def _table(rows: Iterator[tuple[str, str, str]]) -> Table:
    made = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    made.add_column(no_wrap=True, justify="right")
    made.add_column(overflow="fold")
    made.add_column(overflow="fold", style="dim")
    for cells in rows:
        made.add_row(*(printable(cell) for cell in cells))
    return made
