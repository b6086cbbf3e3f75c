"""Fewer edges, by a rule that is told: only much-linked actors, only pairs that stand out, or one line for each pair. No reading here."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from graph.answers.subgraph import fold_edges
from graph.export._core.plan import Options
from graph.export._core.spool import Row, Spool

_DEGREES = "SELECT actor, count(*) AS n FROM (SELECT a AS actor FROM edges UNION ALL SELECT b FROM edges) GROUP BY actor"


def thin(spool: Spool, options: Options) -> list[str]:
    """Take edges out as the options say; what was taken out, in sentences."""
    told = []
    before = spool.count("edges")
    if options.parallel == "backbone":
        _backbone(spool, options.alpha)
        told.append(f"{before - spool.count('edges')} edges of pairs that do not stand out (disparity filter, alpha {options.alpha:g})")
    if options.min_degree:
        before = spool.count("edges")
        _only(spool, f"SELECT actor FROM ({_DEGREES}) WHERE n >= {int(options.min_degree)}")
        told.append(f"{before - spool.count('edges')} edges of actors with fewer than {options.min_degree}")
    if options.top_n:
        before = spool.count("edges")
        _only(spool, f"SELECT actor FROM ({_DEGREES}) ORDER BY n DESC, actor LIMIT {int(options.top_n)}")
        told.append(f"{before - spool.count('edges')} edges with an end outside the {options.top_n} actors that have most")
    return told


def fold(spool: Spool) -> None:
    """Into a table of its own: one line for each ordered pair and nature, with counts and the span of days."""
    spool.add("folded", _folded(spool))


def _folded(spool: Spool) -> Iterator[Row]:
    for _, rows in groupby(spool.rows("edges", by_ends=True), key=lambda row: (row.a, row.b)):
        edges = [{"source": row.a, "target": row.b, "edge_type": row.key, "edge": row.values} for row in rows]
        for line in fold_edges(edges):
            values = {
                "id": line["id"],
                "source": line["source"],
                "target": line["target"],
                "edge_type": next(iter(line["by_type"])) if len(line["by_type"]) == 1 else "TIES" if line["is_tie"] else "ACTIONS",
                "is_tie": line["is_tie"],
                "n": line["n"],
                "types": list(line["by_type"]),
                "type_counts": list(line["by_type"].values()),
                "disputed_edges": line["disputed"],
                "max_rung": line["max_rung"],
                "date": line["first"],
                "date_to": line["last"],
                "events": line["events"],
                "events_left_out": line["events_left_out"],
            }
            yield Row(
                str(values["edge_type"]), line["id"], line["source"], line["target"], {k: v for k, v in values.items() if v is not None}
            )


def _only(spool: Spool, actors: str) -> None:
    """Edges between actors of a selection; made first, so that each edge is judged by the same counts."""
    spool.change("CREATE TEMP TABLE kept AS " + actors)
    spool.change("DELETE FROM edges WHERE a NOT IN (SELECT actor FROM kept) OR b NOT IN (SELECT actor FROM kept)")
    spool.change("DROP TABLE kept")


def _backbone(spool: Spool, alpha: float) -> None:
    """The disparity filter of Serrano, Boguna and Vespignani (2009): a pair stays if its count is more than chance would give one end."""
    pairs = list(spool.ask("SELECT min(a, b), max(a, b), count(*) FROM edges GROUP BY 1, 2"))
    strength: dict[str, int] = {}
    degree: dict[str, int] = {}
    for a, b, n in pairs:
        for end in (a, b):
            strength[end] = strength.get(end, 0) + n
            degree[end] = degree.get(end, 0) + 1

    def stands_out(end: str, n: int) -> bool:
        return degree[end] > 1 and (1 - n / strength[end]) ** (degree[end] - 1) < alpha

    spool.change("CREATE TEMP TABLE dull (a TEXT, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID")
    dull: list[tuple[Any, ...]] = [(a, b) for a, b, n in pairs if not (stands_out(a, n) or stands_out(b, n))]
    spool.change("INSERT INTO dull VALUES (?, ?)", dull)
    spool.change("DELETE FROM edges WHERE (min(a, b), max(a, b)) IN (SELECT a, b FROM dull)")
    spool.change("DROP TABLE dull")
