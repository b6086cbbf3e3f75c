"""Everything that a graph holds into files of an import, each value with its true type. Reads one transaction's view; writes no graph."""

from __future__ import annotations

from typing import Any, Final

from graph.ingest.bulk.files import ImportFiles, Timed
from graph.progress import Progress
from graph.store import Rehearsal

_TYPES: Final = {
    "ZONED DATETIME": "datetime",
    "LOCAL DATETIME": "localdatetime",
    "ZONED TIME": "time",
    "LOCAL TIME": "localtime",
    "DURATION": "duration",
}
"""Values that Python's own types would change (nanoseconds, names of zones), so the database itself writes them."""

_SOME: Final = 1000


def carry(tx: Rehearsal, files: ImportFiles, progress: Progress) -> None:
    """All nodes and relationships.

    Raises:
        NotImportable: one has a value that cannot be carried.
    """
    for row in tx.stream("carried_nodes"):
        files.node(row["number"], row["labels"], _properties(row))
        if files.nodes % _SOME == 0:
            progress("carrying over", files.nodes, 0, "nodes")
    for row in tx.stream("carried_relationships"):
        files.relationship((row["source"], row["target"]), row["type"], _properties(row))
        if files.relationships % _SOME == 0:
            progress("carrying over", files.relationships, 0, "relationships")


def _properties(row: dict[str, Any]) -> dict[str, Any]:
    timed = {name: Timed(_TYPES[type_.removesuffix(" NOT NULL")], text) for name, type_, text in row["timed"]}
    return {**row["properties"], **timed}
