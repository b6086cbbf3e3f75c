"""Retorsion's own JSON: the manifest, then nodes, edges and the tables of evidence, one row a line; its schema is json.schema.json."""

from __future__ import annotations

from graph.export._core.documents import write_list
from graph.export._core.format import Format
from graph.export._core.sink import Sink
from graph.export._core.subgraph import EVIDENCE, Subgraph
from graph.export._core.texts import to_json


def _write(graph: Subgraph, sink: Sink) -> None:
    sink.text(f'{{"manifest":{to_json(graph.manifest.as_dict())},\n"nodes":')
    write_list(sink, graph.nodes())
    sink.text(',\n"edges":')
    write_list(sink, graph.edges())
    for table in EVIDENCE:
        sink.text(f',\n"{table}":')
        write_list(sink, graph.evidence(table))
    sink.text("}\n")


FORMAT = Format(
    name="json",
    suffix=".json",
    media_type="application/json",
    about="everything, in Retorsion's own names",
    keeps="all; days as ISO text",
    write=_write,
    needs="evidence",
)
