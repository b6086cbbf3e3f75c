"""Which sources stand behind an edge, for formats that cite at each edge. Looks up; a format says how a source is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from graph.export._core.subgraph import Subgraph, Values

_KEPT = 10_000


def sources_behind(graph: Subgraph) -> Callable[[Values], list[Values]]:
    """Gives the sources of an edge: those of its statement, or its own address where it has none."""
    spool = graph.spool

    @lru_cache(_KEPT)
    def found(statement: str) -> list[Values]:
        ids = [id_ for (id_,) in spool.ask("SELECT id FROM citations WHERE key = ? ORDER BY id", statement)]
        return [source for id_ in ids if (source := spool.one("sources", id_))]

    def behind(edge: Values) -> list[Values]:
        if "statement" in edge:
            return found(str(edge["statement"]))
        url = edge.get("source_url")
        return [{"id": url, "title": url, "publisher": edge.get("dataset", ""), "url": url}] if url else []

    return behind


def edges_of(graph: Subgraph) -> Callable[[str], list[str]]:
    """Gives the ids of the edges of a statement."""
    graph.spool.change("CREATE INDEX IF NOT EXISTS by_statement ON edges (statement, id)")

    def found(statement: str) -> list[str]:
        return [id_ for (id_,) in graph.spool.ask("SELECT id FROM edges WHERE statement = ? ORDER BY key, id", statement)]

    return found


def texts(values: Values, *names: str) -> Iterator[Any]:
    """The values that are there, in order."""
    return (values[name] for name in names if values.get(name))
