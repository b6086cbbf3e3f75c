"""The contract of a format: one constant FORMAT in one file of graph/export/. Finding them is graph/export/__init__.py's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from graph.export._core.extract import Needs
from graph.export._core.sink import Sink
from graph.export._core.subgraph import Subgraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way to leave. `keeps` says what stays and what is lost; `several`: a zip of files, or a folder of them.

    `needs`: graph (nodes and edges alone), evidence (tables of statements, claims and sources where asked), store (what the database
    holds, word for word). `tables`: it also holds a table that is no graph, the rows of a query. `coerced`: sentences for the manifest
    on what the format cannot hold as it is.
    """

    name: str
    suffix: str
    media_type: str
    about: str
    keeps: str
    write: Callable[[Subgraph, Sink], None]
    needs: Needs = "graph"
    several: bool = False
    tables: bool = False
    coerced: tuple[str, ...] = ()
