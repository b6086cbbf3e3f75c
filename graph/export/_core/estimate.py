"""How large a file will be, from its first rows: what a person wants to know before a long download. Rows are exact, bytes are not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from graph.export._core.sink import Sink
from graph.export._core.subgraph import Evidence, Subgraph, Values

_ROWS = 2000


class _First(Subgraph):
    """The first rows of each table."""

    def __init__(self, whole: Subgraph, rows: int) -> None:
        super().__init__(whole.spool, whole.manifest, folded=whole.folded, declared=whole.declared)
        self._rows = rows

    def nodes(self) -> Iterator[Values]:
        return islice(super().nodes(), self._rows)

    def rows(self) -> Iterator[Values]:
        return islice(super().rows(), self._rows)

    def edges(self) -> Iterator[Values]:
        return islice(super().edges(), self._rows)

    def evidence(self, table: Evidence) -> Iterator[Values]:
        return islice(super().evidence(table), self._rows)

    def store_nodes(self) -> Iterator[Any]:
        return islice(super().store_nodes(), self._rows)

    def store_edges(self) -> Iterator[Any]:
        return islice(super().store_edges(), self._rows)


def estimated_bytes(graph: Subgraph, write: Callable[[Subgraph, Sink], None], *, gzip: bool) -> int:
    """The size of the file: exact when every table is short, else in proportion to what some rows need."""
    few, more = (_size(graph, write, rows, gzip=gzip) for rows in (0, _ROWS))
    total = sum(graph.manifest.counts.values())
    shown = sum(min(n, _ROWS) for n in graph.manifest.counts.values())
    return more if shown == total else int(few + (more - few) * total / max(1, shown))


def _size(graph: Subgraph, write: Callable[[Subgraph, Sink], None], rows: int, *, gzip: bool) -> int:
    sink = Sink(lambda data: None, gzip=gzip)
    write(_First(graph, rows), sink)
    sink.close()
    return sink.written
