"""GEXF 1.3, dynamic: every dated edge has a spell, its type is `kind` and `label`, never GEXF's own `type`; lists are lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from graph.export._core.columns import Column, Kind
from graph.export._core.format import Format
from graph.export._core.sink import Sink
from graph.export._core.subgraph import Subgraph, Values
from graph.export._core.texts import CONTROLS, comment, twin_columns, with_twins, xml, xml_value

_TYPES: Mapping[Kind, str] = {
    "boolean": "boolean",
    "integer": "long",
    "number": "double",
    "texts": "liststring",
    "integers": "listlong",
    "numbers": "listdouble",
}
_HEAD = (
    '<gexf xmlns="http://gexf.net/1.3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">\n'
)
_TOLD_BY_XML = frozenset(("id", "source", "target"))
SPELLS = "a spell runs from the first possible day of an act to its last (or its end), of a tie from valid_from to valid_to"


def _write(graph: Subgraph, sink: Sink) -> None:
    manifest = graph.manifest
    sink.text('<?xml version="1.0" encoding="UTF-8"?>\n' + comment(manifest.lines()[:-1]) + _HEAD)
    told = f"<description>{xml(manifest.as_json())}</description>"
    sink.text(f"<meta><creator>{xml(manifest.program)}</creator>{told}<keywords>{xml(' | '.join(manifest.notices))}</keywords></meta>\n")
    time = 'mode="dynamic" timeformat="date" timerepresentation="interval" timezone="UTC"'
    sink.text(f'<graph defaultedgetype="directed" idtype="string" {time}>\n')
    node_data = _attributes(sink, "node", twin_columns(graph.node_columns()))
    edge_data = _attributes(sink, "edge", twin_columns(graph.edge_columns()))
    sink.text(f'<nodes count="{manifest.counts["nodes"]}">\n')
    for row in graph.nodes():
        sink.text(f'<node id="{xml(row["id"])}" label="{xml(row["name"])}">{node_data(row)}</node>\n')
    sink.text(f'</nodes>\n<edges count="{manifest.counts["edges"]}">\n')
    for row in graph.edges():
        type_ = xml(row["edge_type"])
        ends = f'source="{xml(row["source"])}" target="{xml(row["target"])}"'
        sink.text(f'<edge id="{xml(row["id"])}" {ends} kind="{type_}" label="{type_}"{_spell(row)}>{edge_data(row)}</edge>\n')
    sink.text("</edges>\n</graph>\n</gexf>\n")


def _attributes(sink: Sink, class_: str, columns: Iterable[Column]) -> Callable[[Values], str]:
    """Declares the columns and gives what writes a row's values."""
    starts: dict[str, str] = {}
    sink.text(f'<attributes class="{class_}">\n')
    for column in columns:
        if column.name in _TOLD_BY_XML:
            continue
        starts[column.name] = f'<attvalue for="{xml(column.name)}" value="'
        type_ = _TYPES.get(column.kind, "string")
        sink.text(f'<attribute id="{xml(column.name)}" title="{xml(column.name)}" type="{type_}"/>\n')
    sink.text("</attributes>\n")

    def data(row: Values) -> str:
        values = [f'{starts[name]}{xml_value(value)}"/>' for name, value in with_twins(row).items() if name in starts]
        return f"<attvalues>{''.join(values)}</attvalues>"

    return data


def _spell(row: Values) -> str:
    start = row.get("date") or row.get("valid_from")
    end = row.get("end_date_to") or row.get("end_date") or row.get("date_to") or row.get("valid_to")
    return (f' start="{start}"' if start else "") + (f' end="{end}"' if end else "")


FORMAT = Format(
    name="gexf",
    suffix=".gexf",
    media_type="application/gexf+xml",
    about="Gephi and Gephi Lite, with the timeline",
    keeps="nodes and edges with all properties, typed, in time; evidence is left to `statement`",
    write=_write,
    coerced=(SPELLS, "each day X is ISO text, and X_epoch the same in seconds since 1970-01-01T00:00Z", CONTROLS),
)
