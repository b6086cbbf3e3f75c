"""What a format writes from: rows in a fixed order, their columns, and the manifest. As often as asked; never all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, Literal

from graph.export._core.columns import Column, Kind
from graph.export._core.manifest import Manifest
from graph.export._core.rows import EDGE_FIRST, NODE_FIRST
from graph.export._core.spool import Row, Spool

Evidence = Literal["statements", "claims", "citations", "answers", "sources", "datasets"]
EVIDENCE: tuple[Evidence, ...] = ("statements", "claims", "citations", "answers", "sources", "datasets")
Values = dict[str, Any]


class Subgraph:
    """Nodes by id, edges by type and id; a value that is absent has no key.

    Or a table alone, the rows of a query: then `declared` are its columns, and there are neither nodes nor edges.
    """

    def __init__(self, spool: Spool, manifest: Manifest, *, folded: bool = False, declared: Sequence[tuple[str, Kind]] = ()) -> None:
        self._spool = spool
        self._edges = "folded" if folded else "edges"
        self.folded = folded
        self.declared = tuple(declared)
        self.manifest = manifest

    def shape(self) -> dict[str, Any]:
        """How it was made, beside its rows and its manifest; JSON values."""
        return {"folded": self.folded, "declared": [list(one) for one in self.declared]}

    def rows(self) -> Iterator[Values]:
        """Of a table, in the order of the query."""
        return (row.values for row in self._spool.rows("rows"))

    def row_columns(self) -> tuple[Column, ...]:
        """In the order of the query; where no row has a value, of the type that its header declares."""
        kinds = {column.name: column.kind for column in self._spool.columns("rows")}
        return tuple(Column(name, kinds.get(name, kind)) for name, kind in self.declared)

    def nodes(self) -> Iterator[Values]:
        return (row.values for row in self._spool.rows("nodes"))

    def edges(self) -> Iterator[Values]:
        return (row.values for row in self._spool.rows(self._edges))

    def evidence(self, table: Evidence) -> Iterator[Values]:
        return (row.values for row in self._spool.rows(table))

    def node_columns(self) -> tuple[Column, ...]:
        return self._spool.columns("nodes", NODE_FIRST)

    def edge_columns(self) -> tuple[Column, ...]:
        return self._spool.columns(self._edges, EDGE_FIRST)

    def evidence_columns(self, table: Evidence) -> tuple[Column, ...]:
        return self._spool.columns(table, ("id", "statement", "source", "event", "answers", "claimant", "stance"))

    def tables(self) -> Iterator[tuple[str, tuple[Column, ...], Iterator[Values]]]:
        """Every table that has rows; nodes and edges even when they have none. Of a query's answer its rows alone."""
        if self.declared:
            yield "rows", self.row_columns(), self.rows()
            return
        yield "nodes", self.node_columns(), self.nodes()
        yield "edges", self.edge_columns(), self.edges()
        for table in EVIDENCE:
            if columns := self.evidence_columns(table):
                yield table, columns, self.evidence(table)

    def column_batches(self, table: str, columns: tuple[Column, ...], size: int) -> Iterator[list[Sequence[Any]]]:
        """A table by column, some rows at a time; days as ordinals (1 is 0001-01-01). Several times faster than by row."""
        kept = self._edges if table == "edges" else table
        names = tuple(column.name for column in columns)
        if not self._spool.mixed(kept):
            yield from self._spool.column_batches(kept, names, size)
            return
        rows = (row.values for row in self._spool.rows(kept))
        while batch := list(islice(rows, size)):
            yield [[_ordinal(row.get(name)) for row in batch] for name in names]

    def mixed(self) -> list[str]:
        """Sentences on columns whose rows had several types, for formats with one type a column."""
        found = {"nodes": self._spool.mixed("nodes"), "edges": self._spool.mixed(self._edges), "rows": self._spool.mixed("rows")}
        return [f"{table}.{name}: rows had several types, written as one" for table, names in found.items() for name in names]

    def store_nodes(self) -> Iterator[Row]:
        """As the database stores them: `key` is the labels, the space of the id first; `a` that space."""
        return self._spool.rows("store_nodes", as_they_came=True)

    def store_edges(self) -> Iterator[Row]:
        """Likewise: `key` is the type, `a` and `b` the ends as space and id."""
        return self._spool.rows("store_edges", as_they_came=True)

    @property
    def spool(self) -> Spool:
        """Where the rows lie, for whoever reads them in an order of its own."""
        return self._spool


def _ordinal(value: Any) -> Any:
    return value.toordinal() if type(value) is date else value
