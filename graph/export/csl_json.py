"""The sources of a subgraph as CSL-JSON, the export itself first: Zotero, pandoc and citeproc read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any

from graph.export._core.documents import write_list
from graph.export._core.format import Format
from graph.export._core.sink import Sink
from graph.export._core.subgraph import Subgraph, Values


def _write(graph: Subgraph, sink: Sink) -> None:
    write_list(sink, chain([_itself(graph)], (_item(row) for row in graph.evidence("sources"))))
    sink.text("\n")


def _itself(graph: Subgraph) -> dict[str, Any]:
    manifest = graph.manifest
    return {
        "id": "retorsion-export",
        "type": "dataset",
        "title": f"Subgraph of a Retorsion graph, version {manifest.graph_version}",
        "author": [{"literal": manifest.program}],
        "version": manifest.graph_version,
        "note": " ".join([*manifest.notices, *(f"{one['id']}: {one['licence']}. Cite: {one['citation']}" for one in manifest.datasets)]),
    }


def _item(row: Values) -> dict[str, Any]:
    return dict(_fields(row))


def _fields(row: Values) -> Iterator[tuple[str, Any]]:
    yield "id", row["id"]
    yield "type", "webpage" if row.get("url") else "document"
    yield "title", row["title"]
    if row.get("author"):
        yield "author", [{"literal": row["author"]}]
    if row.get("publisher"):
        yield "publisher", row["publisher"]
    if row.get("published"):
        yield "issued", {"date-parts": _span(row["published"], row.get("published_to"))}
    if row.get("url"):
        yield "URL", row["url"]
    yield "note", f"Reliability {row.get('reliability', 'F')} (Admiralty)"


def _span(first: date, last: date | None) -> list[list[int]]:
    """A vague day is a range."""
    days = [first] if last is None or last == first else [first, last]
    return [[day.year, day.month, day.day] for day in days]


FORMAT = Format(
    name="csl-json",
    suffix=".csl.json",
    media_type="application/vnd.citationstyles.csl+json",
    about="the sources, for Zotero, pandoc and citeproc",
    keeps="sources alone: title, author, publisher, days, address, reliability",
    write=_write,
    needs="citations",
)
