"""A Cypher script that may be run twice: constraints, then nodes and relationships by MERGE, in batches, each statement ended by `;`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any

from graph.export._core.format import Format
from graph.export._core.plan import batches
from graph.export._core.sink import Sink
from graph.export._core.spool import Row
from graph.export._core.subgraph import Subgraph
from graph.queries import EDGE_TYPE, queries, statements
from graph.schema import migrations, schema_version
from graph.vocabulary import vocabulary

_ROWS = 200
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_STATE = "IngestState"
_KEYS: Mapping[str, str] = {"ActionType": "code"}
_ESCAPES: Mapping[str, str] = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_SPECIAL = re.compile(r"[\\'\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


def _write(graph: Subgraph, sink: Sink) -> None:
    sink.text("".join(f"// {line}\n" for line in graph.manifest.lines()))
    for text in constraints(graph):
        sink.text(f"{text};\n")
    for labels, rows in groupby((row for row in graph.store_nodes() if row.a != _STATE), key=lambda row: row.key):
        for batch in batches(rows, _ROWS):
            sink.text(_nodes(labels, batch))
    for type_, relationships in groupby(graph.store_edges(), key=lambda row: row.key):
        for batch in batches(relationships, _ROWS):
            sink.text("".join(_relationships(type_, batch)))
    for row in graph.store_nodes():
        if row.a == _STATE:
            sink.text(_state(row))


def constraints(graph: Subgraph) -> Iterator[str]:
    """Those of the schema, and of the edge types that occur, so that each MERGE finds its node or edge by an index."""
    for _, query in migrations():
        yield from map(_bare, statements(query))
    for edge_type in sorted(set(graph.manifest.edges_by_type) & set(vocabulary().edge_types)):
        for text in statements(queries()["edge_type_constraints"]):
            yield _bare(text.replace(EDGE_TYPE, edge_type))


def _bare(statement: str) -> str:
    return "\n".join(line for line in statement.splitlines() if not line.startswith("//"))


def _nodes(labels: str, batch: list[Row]) -> str:
    space, _, rest = labels.partition(":")
    key = _KEYS.get(space, "id")
    more = "".join(f":{_name(label)}" for label in rest.split(":") if label)
    rows = ",\n".join(literal(row.values) for row in batch)
    also = f", n{more}" if more else ""
    return f"UNWIND [\n{rows}\n] AS row MERGE (n:{_name(space)} {{{key}: row.{key}}}) SET n = row{also};\n"


def _relationships(type_: str, batch: list[Row]) -> Iterator[str]:
    """One statement for each kind of ends, and of what tells the relationships apart."""
    sorted_ = sorted(batch, key=_kind)
    for (source, target, names), rows in groupby(sorted_, key=_kind):
        told = ",\n".join(literal({"a": _id(row.a), "b": _id(row.b), "p": row.values}) for row in rows)
        keys = ", ".join(f"{_name(name)}: row.p.{_name(name)}" for name in names)
        match = (
            f"MATCH (a:{_name(source)} {{{_KEYS.get(source, 'id')}: row.a}}) MATCH (b:{_name(target)} {{{_KEYS.get(target, 'id')}: row.b}})"
        )
        yield f"UNWIND [\n{told}\n] AS row {match} MERGE (a)-[r:{_name(type_)} {{{keys}}}]->(b) SET r = row.p;\n"


def _kind(row: Row) -> tuple[str, str, tuple[str, ...]]:
    """A relationship with an id is known by it (and by the commit that ended it), one without by all that it says."""
    values = row.values
    names = [name for name in ("id", "retracted_seq") if name in values] if "id" in values else sorted(values)
    return row.a.partition("\x1f")[0], row.b.partition("\x1f")[0], tuple(names)


def _id(end: str) -> str:
    return end.partition("\x1f")[2]


def _state(row: Row) -> str:
    """The counters that new loads go on from, under a name of its own for this life of the database."""
    values = {name: value for name, value in row.values.items() if name not in ("id", "epoch", "schema_version")}
    text = (
        f"MERGE (s:{_STATE} {{id: 1}}) ON CREATE SET s += {literal(values)}, s.epoch = randomUUID(), s.schema_version = {schema_version()}"
    )
    return f"{text} ON MATCH SET s += {literal(values)};\n"


def literal(value: Any) -> str:
    """A value as Cypher writes it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_name(name)}: {literal(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"datetime('{value.isoformat()}')"
    if isinstance(value, date):
        return f"date('{value.isoformat()}')"
    return _number(value) if isinstance(value, int | float) else "null" if value is None else f"'{_SPECIAL.sub(_escaped, str(value))}'"


def _number(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    return repr(value) if math.isfinite(value) else "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _escaped(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04x}"


def _name(name: str) -> str:
    return name if _PLAIN_NAME.fullmatch(name) else "`" + name.replace("`", "``") + "`"


def script_statements(lines: Iterable[str]) -> Iterator[str]:
    """The statements of a script that this format wrote, for a driver that takes one at a time: each ends with a line's last `;`."""
    held: list[str] = []
    for line in lines:
        if line.startswith("//") and not held:
            continue
        held.append(line)
        if line.rstrip("\n").endswith(";"):
            yield "".join(held)
            held = []


FORMAT = Format(
    name="cypher",
    suffix=".cypher",
    media_type="text/plain; charset=utf-8",
    about="a script for cypher-shell or Neo4j Browser, on any Neo4j with Cypher 25; twice is once",
    keeps="the database's own nodes, relationships, labels and properties, and with the whole graph its counters",
    write=_write,
    needs="store",
)
