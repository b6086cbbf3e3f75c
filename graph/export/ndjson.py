"""One JSON object a line, the first the manifest, the last the word that the file is whole: what streams and can be cut anywhere."""

from __future__ import annotations

from collections.abc import Iterator

from graph.export._core.format import Format
from graph.export._core.sink import Sink
from graph.export._core.subgraph import EVIDENCE, Subgraph, Values
from graph.export._core.texts import to_json


def _write(graph: Subgraph, sink: Sink) -> None:
    lines = 1
    sink.text(to_json({"record": "manifest"} | graph.manifest.as_dict()) + "\n")
    for name, rows in _tables(graph):
        for row in rows:
            sink.text(f'{{"record":"{name}",{to_json(row)[1:]}\n')
            lines += 1
    sink.text(to_json({"record": "end", "complete": True, "lines": lines + 1}) + "\n")


def _tables(graph: Subgraph) -> Iterator[tuple[str, Iterator[Values]]]:
    """By what a line calls its row. A query's row is inside `row`, since its columns may have any name."""
    if graph.declared:
        yield "row", ({"row": row} for row in graph.rows())
        return
    yield from (("node", graph.nodes()), ("edge", graph.edges()))
    yield from ((table[:-1], graph.evidence(table)) for table in EVIDENCE)


FORMAT = Format(
    name="ndjson",
    suffix=".ndjson",
    media_type="application/x-ndjson",
    about="one object a line, for streams and for jq, DuckDB and Spark",
    keeps="all; days as ISO text",
    write=_write,
    needs="evidence",
    tables=True,
)
