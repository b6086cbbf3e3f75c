"""Two tables, nodes and edges, and those of the evidence, as CSV (RFC 4180) with a file of column types; no cell is a formula."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from graph.export._core.columns import Column, as_text
from graph.export._core.format import Format
from graph.export._core.sink import Archive, Sink
from graph.export._core.subgraph import Subgraph, Values

_LEADS = tuple("=+-@\t\r'")
"""What a spreadsheet may take for a formula, and the apostrophe that keeps it from doing so."""
_ROWS = 500
NEUTRAL = "CSV: a text that begins with = + - @ tab, return or ' has a ' before it: take one away. NUL is written as U+2400. Lists are JSON"


def _write(graph: Subgraph, sink: Sink) -> None:
    with sink.archive() as archive:
        with archive.file("manifest.json") as opened:
            opened.write(json.dumps(graph.manifest.as_dict(), ensure_ascii=False, indent=1, default=str).encode())
        types = {}
        for name, columns, rows in graph.tables():
            types[name] = {column.name: column.kind for column in columns}
            _table(archive, name, columns, rows)
        with archive.file("columns.json") as opened:
            opened.write(json.dumps(types, indent=1).encode())


def _table(archive: Archive, name: str, columns: tuple[Column, ...], rows: Iterable[Values]) -> None:
    names = [column.name for column in columns]
    with archive.file(f"{name}.csv") as opened:
        text = io.StringIO(newline="")
        lines = csv.writer(text, lineterminator="\r\n")
        lines.writerow([_cell(one) for one in names])
        for number, row in enumerate(rows):
            lines.writerow([_cell(row.get(one)) for one in names])
            if number % _ROWS == 0:
                _hand_over(text, opened)
        _hand_over(text, opened)


def _hand_over(text: io.StringIO, opened: Any) -> None:
    opened.write(text.getvalue().encode("utf-8", "replace"))
    text.seek(0)
    text.truncate()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if type(value) is not str:
        return as_text(value)
    safe = value.replace("\x00", "\u2400")
    return f"'{safe}" if safe.startswith(_LEADS) else safe


FORMAT = Format(
    name="csv",
    suffix=".csv.zip",
    media_type="application/zip",
    about="tables for spreadsheets, R, Stata and pandas",
    keeps="nodes, edges and the tables of evidence; columns.json has the types",
    write=_write,
    needs="evidence",
    tables=True,
    several=True,
    coerced=(NEUTRAL,),
)
