"""networkx's node-link JSON: `networkx.node_link_graph(data, edges="edges")` gives a MultiDiGraph whose keys are the edges' ids."""

from __future__ import annotations

from graph.export._core.documents import write_list
from graph.export._core.format import Format
from graph.export._core.sink import Sink
from graph.export._core.subgraph import Subgraph
from graph.export._core.texts import TWINS, to_json, with_twins


def _write(graph: Subgraph, sink: Sink) -> None:
    sink.text(f'{{"directed":true,"multigraph":true,"graph":{to_json({"manifest": graph.manifest.as_dict()})},\n"nodes":')
    write_list(sink, (with_twins(row) for row in graph.nodes()))
    sink.text(',\n"edges":')
    write_list(sink, (with_twins(row) | {"key": row["id"]} for row in graph.edges()))
    sink.text("}\n")


FORMAT = Format(
    name="node-link",
    suffix=".json",
    media_type="application/json",
    about="networkx (node_link_graph) and d3",
    keeps="nodes and edges with all properties; evidence is left to `statement`",
    write=_write,
    coerced=(TWINS,),
)
