"""Nodes, edges and the tables of evidence as Arrow files, which are mapped rather than read. Needs pyarrow (the extra `export`)."""

from __future__ import annotations

from graph.export._core.arrow_tables import imported, write_tables
from graph.export._core.format import Format
from graph.export._core.sink import Sink
from graph.export._core.subgraph import Subgraph


def _write(graph: Subgraph, sink: Sink) -> None:
    (ipc,) = imported("Arrow", "pyarrow.ipc")
    write_tables(graph, sink, "arrow", ipc.new_file)


FORMAT = Format(
    name="arrow",
    suffix=".arrow.zip",
    media_type="application/zip",
    about="tables for polars, pandas, R, Julia and JavaScript",
    keeps="nodes, edges and the tables of evidence, typed",
    write=_write,
    needs="evidence",
    several=True,
    tables=True,
)
