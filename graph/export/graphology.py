"""graphology's serialised graph, as sigma.js and Gephi Lite read it: directed, with parallel edges, every edge with a key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.export._core.documents import write_list
from graph.export._core.format import Format
from graph.export._core.sink import Sink
from graph.export._core.subgraph import Subgraph
from graph.export._core.texts import TWINS, to_json, with_twins

_OPTIONS = {"type": "directed", "multi": True, "allowSelfLoops": True}


def _write(graph: Subgraph, sink: Sink) -> None:
    sink.text(f'{{"attributes":{to_json({"manifest": graph.manifest.as_dict()})},"options":{to_json(_OPTIONS)},\n"nodes":')
    write_list(sink, _nodes(graph))
    sink.text(',\n"edges":')
    write_list(sink, _edges(graph))
    sink.text("}\n")


def _nodes(graph: Subgraph) -> Iterator[dict[str, Any]]:
    for row in graph.nodes():
        yield {"key": row["id"], "attributes": with_twins(row) | {"label": row["name"]}}


def _edges(graph: Subgraph) -> Iterator[dict[str, Any]]:
    for row in graph.edges():
        rest = {name: value for name, value in row.items() if name not in ("source", "target")}
        ends = {"source": row["source"], "target": row["target"]}
        yield {"key": row["id"], **ends, "attributes": with_twins(rest) | {"label": row["edge_type"]}}


FORMAT = Format(
    name="graphology",
    suffix=".json",
    media_type="application/json",
    about="graphology, sigma.js and Gephi Lite",
    keeps="nodes and edges with all properties; evidence is left to `statement`",
    write=_write,
    coerced=(TWINS,),
)
