"""What a loader of volume hands over beside batches: the same rows by the column. No checks here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import polars as pl

from graph.ingest.rows import Reject, StreamBatch
from graph.model import Item


@dataclass(frozen=True, slots=True)
class StreamFrame:
    """A StreamBatch whose edges are a frame, with the same columns and the same meaning of each; `lines` are the edges' lines."""

    file: str
    edges: pl.DataFrame
    lines: pl.Series
    items: tuple[Item, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)
    rejects: tuple[Reject, ...] = ()

    @property
    def rows(self) -> int:
        return self.edges.height + sum(self.skipped.values()) + len(self.rejects)

    def batch(self) -> StreamBatch:
        """The same by the row."""
        return StreamBatch(self.file, self.edges.to_dicts(), self.lines.to_list(), self.items, self.skipped, self.rejects)


@runtime_checkable
class Columnar(Protocol):
    """A stream that can be read by the column, more than once, and knows about how large it is."""

    def frames(self) -> Iterator[StreamFrame]: ...

    def estimated_rows(self) -> int:
        """From the sizes of the files, without reading them; packed ones by how tables of this kind are usually packed."""
        ...
