"""Files for `neo4j-admin database import full`: a header and a table for each kind of row, typed, with spaces of ids, and the options."""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.export._core.columns import Kind, as_text, kind_of
from graph.export._core.format import Format
from graph.export._core.plan import batches
from graph.export._core.sink import Archive, Sink
from graph.export._core.spool import Row, Spool
from graph.export._core.subgraph import Subgraph
from graph.export.cypher import constraints, literal

_TYPES: Mapping[Kind, str] = {
    "text": "string",
    "integer": "long",
    "number": "double",
    "boolean": "boolean",
    "day": "date",
    "moment": "datetime",
    "texts": "string[]",
    "integers": "long[]",
    "numbers": "double[]",
}
_BETWEEN = "\x1f"
"""Between the items of a list: the import has no way to escape its delimiter, and names hold semicolons."""

_OPTIONS = ("--array-delimiter=U+001F", "--multiline-fields=true", "--id-type=string")
_STATE = "IngestState"
_KEYS: Mapping[str, str] = {"ActionType": "code"}
_ROWS = 1000
_LISTS = "within a list U+001F is written as U+241F"


@dataclass(frozen=True, slots=True)
class _Table:
    """Rows under one header: of one key and one pair of ends, each property of one type. `split` are those that have several."""

    key: str
    ends: tuple[str, str]
    columns: tuple[tuple[str, Kind], ...]
    split: tuple[tuple[str, Kind | None], ...]

    def takes(self, row: Row) -> bool:
        values = row.values
        return _spaces(row) == self.ends and all((kind_of(values[name]) if name in values else None) == kind for name, kind in self.split)


def _write(graph: Subgraph, sink: Sink) -> None:
    with sink.archive() as archive:
        with archive.file("manifest.json") as opened:
            opened.write(json.dumps(graph.manifest.as_dict(), ensure_ascii=False, indent=1, default=str).encode())
        words = [*_nodes(archive, graph.spool), *_relationships(archive, graph.spool)]
        with archive.file("after-import.cypher") as opened:
            for text in (*(f"{one};\n" for one in constraints(graph)), *_empty_lists(graph.spool)):
                opened.write(text.encode("utf-8", "replace"))
        with archive.file("import.args") as opened:
            opened.write("".join(f"{word}\n" for word in (*_OPTIONS, *words)).encode())


def _nodes(archive: Archive, spool: Spool) -> Iterator[str]:
    for number, table in enumerate(_tables(spool, "store_nodes")):
        space = table.key.partition(":")[0]
        key = _KEYS.get(space, "id")
        named = ("id", "text") in table.columns or key != "id"
        rest = [(name, kind) for name, kind in table.columns if not (named and name == key)]
        header = [f"{key if named else ''}:ID({space})", *(f"{name}:{_TYPES[kind]}" for name, kind in rest)]
        lines = ([_quoted(row.id), *_cells(_reborn(row), rest)] for row in _rows(spool, "store_nodes", table))
        yield f"--nodes={table.key}={_files(archive, f'nodes-{number:03d}', header, lines)}"


def _empty_lists(spool: Spool) -> Iterator[str]:
    """What the import cannot be told: a list that is there and holds nothing."""
    for table in _tables(spool, "store_nodes"):
        space = table.key.partition(":")[0]
        key = _KEYS.get(space, "id")
        for name in (name for name, kind in table.columns if kind in ("texts", "integers", "numbers")):
            empty = (row.id for row in _rows(spool, "store_nodes", table) if row.values.get(name) == [])
            for ids in batches(empty, _ROWS):
                yield f"UNWIND {literal(ids)} AS id MATCH (n:`{space}` {{{key}: id}}) SET n.`{name}` = [];\n"


def _relationships(archive: Archive, spool: Spool) -> Iterator[str]:
    for number, table in enumerate(_tables(spool, "store_edges")):
        start, end = table.ends
        header = [f":START_ID({start})", f":END_ID({end})", *(f"{name}:{_TYPES[kind]}" for name, kind in table.columns)]
        rows = _rows(spool, "store_edges", table)
        lines = ([_id(row.a), _id(row.b), *_cells(row.values, table.columns)] for row in rows)
        yield f"--relationships={table.key}={_files(archive, f'relationships-{number:03d}', header, lines)}"


def _tables(spool: Spool, table: str) -> Iterator[_Table]:
    """The headers that are needed, from the shapes of rows alone; a property of two types makes two tables, so each keeps its own."""
    shapes = {number: dict(zip(names, kinds, strict=True)) for names, kinds, number in spool.shapes(table)}
    found: dict[tuple[str, tuple[str, str]], list[dict[str, Kind]]] = {}
    for key, a, b, shape in spool.ask(f"SELECT DISTINCT key, {_space('a')}, {_space('b')}, shape FROM {table} ORDER BY 1, 2, 3, 4"):
        found.setdefault((key, (a, b)), []).append(shapes[shape])
    for (key, ends), some in found.items():
        kinds: dict[str, set[Kind]] = {}
        for shape in some:
            for name, kind in shape.items():
                kinds.setdefault(name, set()).add(kind)
        several = sorted(name for name, of in kinds.items() if len(of) > 1)
        signatures = {tuple((name, shape.get(name)) for name in several) for shape in some}
        for split in sorted(signatures, key=repr):
            fixed = dict(split)
            columns = {name: fixed[name] if name in fixed else next(iter(of)) for name, of in kinds.items()}
            yield _Table(key, ends, tuple(sorted((name, kind) for name, kind in columns.items() if kind)), split)


def _rows(spool: Spool, table: str, wanted: _Table) -> Iterator[Row]:
    return (row for row in spool.rows(table, key=wanted.key, as_they_came=True) if wanted.takes(row))


def _files(archive: Archive, name: str, header: Iterable[str], lines: Iterable[list[str]]) -> str:
    with archive.file(f"{name}-header.csv") as opened:
        opened.write((",".join(map(_quoted, header)) + "\n").encode())
    with archive.file(f"{name}.csv") as opened:
        for batch in batches(lines, _ROWS):
            # Every cell is quoted before: an empty text and nothing are two things.
            opened.write("".join(",".join(line) + "\n" for line in batch).encode("utf-8", "replace"))
    return f"{name}-header.csv,{name}.csv"


def _cells(values: Mapping[str, Any], columns: Iterable[tuple[str, Kind]]) -> Iterator[str]:
    for name, _ in columns:
        value = values.get(name)
        if value is None:
            yield ""
        elif isinstance(value, list):
            yield _quoted(_BETWEEN.join(_item(item) for item in value))
        else:
            yield _quoted(_plain(value))


def _item(value: Any) -> str:
    return value.replace(_BETWEEN, "\u241f") if isinstance(value, str) else _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return repr(value) if isinstance(value, float) else as_text(value)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _reborn(row: Row) -> Mapping[str, Any]:
    """A copy begins a life of its own: counters go on, cursors of the old database do not hold, and the next load makes the indexes."""
    if row.a != _STATE:
        return row.values
    lived = f"retorsion:{row.values['epoch']}:{row.values['seq']}"
    return row.values | {"epoch": uuid.uuid5(uuid.NAMESPACE_URL, lived).hex[:16], "schema_version": 0}


def _spaces(row: Row) -> tuple[str, str]:
    return row.a.partition("\x1f")[0], row.b.partition("\x1f")[0]


def _space(column: str) -> str:
    return f"CASE WHEN instr({column}, char(31)) THEN substr({column}, 1, instr({column}, char(31)) - 1) ELSE {column} END"


def _id(end: str) -> str:
    return _quoted(end.partition("\x1f")[2])


FORMAT = Format(
    name="neo4j-admin",
    suffix=".neo4j.zip",
    media_type="application/zip",
    about="the fastest way into an empty Neo4j: neo4j-admin database import full neo4j @import.args, then after-import.cypher",
    keeps="the database's own nodes, relationships, labels and properties, and with the whole graph its counters",
    write=_write,
    needs="store",
    several=True,
    coerced=(_LISTS, "the import knows no empty list: after-import.cypher sets them"),
)
