"""Cytoscape's JSON (cytoscape.js, Cytoscape desktop): each edge has an id of its own, so parallel ones stay apart."""

from __future__ import annotations

from typing import Any

from graph.export._core.documents import write_list
from graph.export._core.format import Format
from graph.export._core.sink import Sink
from graph.export._core.subgraph import Subgraph
from graph.export._core.texts import TWINS, to_json, with_twins


def _write(graph: Subgraph, sink: Sink) -> None:
    sink.text(f'{{"data":{to_json({"manifest": graph.manifest.as_dict()})},\n"elements":{{"nodes":')
    write_list(sink, ({"data": _labelled(row, "name")} for row in graph.nodes()))
    sink.text(',\n"edges":')
    write_list(sink, ({"data": _labelled(row, "edge_type")} for row in graph.edges()))
    sink.text("}}\n")


def _labelled(row: dict[str, Any], label: str) -> dict[str, Any]:
    """`label` is what styles show; a property of that name in the source gives way."""
    return with_twins(row) | {"label": row[label]}


FORMAT = Format(
    name="cytoscape",
    suffix=".cyjs",
    media_type="application/json",
    about="cytoscape.js and Cytoscape desktop",
    keeps="nodes and edges with all properties; evidence is left to `statement`",
    write=_write,
    coerced=(TWINS,),
)
