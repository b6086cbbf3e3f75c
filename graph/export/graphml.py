"""GraphML with typed keys: days as ISO text and as seconds, lists as JSON, the type of node and edge as attribute and as key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from graph.export._core.columns import Column, Kind
from graph.export._core.format import Format
from graph.export._core.sink import Sink
from graph.export._core.subgraph import Subgraph, Values
from graph.export._core.texts import CONTROLS, TWINS, comment, twin_columns, with_twins, xml, xml_value

_TYPES: Mapping[Kind, str] = {"boolean": "boolean", "integer": "long", "number": "double"}
_HEAD = (
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)
_KIND, _TYPE = Column("labels", "text"), Column("label", "text")
"""Where Neo4j's import looks for a node's labels and an edge's type."""

_TOLD_BY_XML = ("id", "source", "target")
"""Attributes of the elements: a key of the same name would be read as a second id."""


def _write(graph: Subgraph, sink: Sink) -> None:
    sink.text('<?xml version="1.0" encoding="UTF-8"?>\n' + comment(graph.manifest.lines()[:-1]) + _HEAD)
    node_columns = [_KIND, *_beside(_KIND, twin_columns(graph.node_columns()))]
    edge_columns = [_TYPE, *_beside(_TYPE, twin_columns(graph.edge_columns()))]
    sink.text('<key id="manifest" for="graph" attr.name="manifest" attr.type="string"/>\n')
    for prefix, target, columns in (("n", "node", node_columns), ("e", "edge", edge_columns)):
        for column in columns:
            type_ = _TYPES.get(column.kind, "string")
            sink.text(f'<key id="{prefix}_{xml(column.name)}" for="{target}" attr.name="{xml(column.name)}" attr.type="{type_}"/>\n')
    sink.text(f'<graph id="G" edgedefault="directed">\n<data key="manifest">{xml(graph.manifest.as_json())}</data>\n')
    _nodes(graph, sink, _writer("n", node_columns))
    _edges(graph, sink, _writer("e", edge_columns))
    sink.text("</graph>\n</graphml>\n")


def _nodes(graph: Subgraph, sink: Sink, data: Callable[[Values], str]) -> None:
    for row in graph.nodes():
        labels = f":Actor:{row['kind']}"
        sink.text(f'<node id="{xml(row["id"])}" labels="{xml(labels)}">{data(with_twins(row) | {"labels": labels})}</node>\n')


def _edges(graph: Subgraph, sink: Sink, data: Callable[[Values], str]) -> None:
    for row in graph.edges():
        type_ = xml(row["edge_type"])
        ends = f'source="{xml(row["source"])}" target="{xml(row["target"])}"'
        rest = data(with_twins(row) | {"label": row["edge_type"]})
        sink.text(f'<edge id="{xml(row["id"])}" {ends} label="{type_}">{rest}</edge>\n')


def _writer(prefix: str, columns: Iterable[Column]) -> Callable[[Values], str]:
    """A row as its data elements, in the order of the row."""
    starts = {column.name: f'<data key="{prefix}_{xml(column.name)}">' for column in columns}

    def data(values: Values) -> str:
        return "".join([f"{starts[name]}{xml_value(value)}</data>" for name, value in values.items() if name in starts])

    return data


def _beside(own: Column, columns: Iterable[Column]) -> list[Column]:
    return [column for column in columns if column.name not in (own.name, *_TOLD_BY_XML)]


FORMAT = Format(
    name="graphml",
    suffix=".graphml",
    media_type="application/graphml+xml",
    about="networkx, igraph, Gephi, yEd, Cytoscape, Neo4j (apoc.import.graphml)",
    keeps="nodes and edges with all properties, typed; evidence is left to `statement`",
    write=_write,
    coerced=(TWINS, "lists are JSON text", CONTROLS),
)
