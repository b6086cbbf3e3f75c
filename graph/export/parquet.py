"""Nodes, edges and the tables of evidence as Parquet: days are days, lists are lists. Needs pyarrow (the extra `export`)."""

from __future__ import annotations

from functools import partial

from graph.export._core.arrow_tables import imported, write_tables
from graph.export._core.format import Format
from graph.export._core.sink import Sink
from graph.export._core.subgraph import Subgraph


def _write(graph: Subgraph, sink: Sink) -> None:
    (parquet,) = imported("Parquet", "pyarrow.parquet")
    write_tables(graph, sink, "parquet", partial(parquet.ParquetWriter, compression="zstd"))


FORMAT = Format(
    name="parquet",
    suffix=".parquet.zip",
    media_type="application/zip",
    about="tables for pandas, polars, DuckDB, Spark and R (arrow)",
    keeps="nodes, edges and the tables of evidence, typed",
    write=_write,
    needs="evidence",
    tables=True,
    several=True,
)
