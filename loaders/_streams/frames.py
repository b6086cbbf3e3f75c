"""Blocks of lines as polars frames of text, with the line of each row. Lines that are no rows are told; no meaning is read here."""

from __future__ import annotations

import csv
import io

import polars as pl

from graph.errors import Place
from graph.ingest.rows import Reject
from loaders._streams.layout import Layout

LINE = "line"


def frame_of(block: bytes, layout: Layout, file: str, first_line: int) -> tuple[pl.DataFrame, list[Reject]]:
    """The wanted columns of a block as text (empty where missing), and the lines that are no rows."""
    count = block.count(b"\n")
    if _regular(block, layout, count):
        frame = _fast(block, layout)
        if frame is not None and frame.height == count:
            lines = pl.int_range(first_line, first_line + count, dtype=pl.Int64, eager=True).alias(LINE)
            return frame.with_columns(lines), []
    return _line_by_line(block, layout, file, first_line)


def _regular(block: bytes, layout: Layout, count: int) -> bool:
    """Whether every line can be a row: one encoding, no blank line, and on the whole as many separators as there should be."""
    if b"\n\n" in block or b"\n\r\n" in block or block[:1] in (b"\n", b"\r"):
        return False
    if not layout.quoted and block.count(layout.separator.encode()) != count * (layout.width - 1):
        return False
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _fast(block: bytes, layout: Layout) -> pl.DataFrame | None:
    ours = sorted(layout.positions, key=lambda name: layout.positions[name])
    try:
        frame = pl.read_csv(
            io.BytesIO(block),
            separator=layout.separator,
            has_header=False,
            quote_char='"' if layout.quoted else None,
            infer_schema=False,
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.width != layout.width:
        return None
    return frame.select(pl.nth(layout.positions[name]).fill_null("").alias(name) for name in ours)


def _line_by_line(block: bytes, layout: Layout, file: str, first_line: int) -> tuple[pl.DataFrame, list[Reject]]:
    """The slow way, for a block in which some line is wrong: each is looked at alone."""
    rejects: list[Reject] = []
    columns: dict[str, list[str]] = {name: [] for name in layout.positions}
    lines: list[int] = []
    for number, raw in enumerate(block.split(b"\n")[:-1], start=first_line):
        line = raw.rstrip(b"\r")
        if not line.strip():
            continue
        cells = _cells(line, layout)
        if isinstance(cells, str):
            rejects.append(Reject(Place(file, number), cells, detail=line[:80].decode("utf-8", "replace")))
            continue
        lines.append(number)
        for name, position in layout.positions.items():
            columns[name].append(cells[position])
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).with_columns(pl.Series(LINE, lines, dtype=pl.Int64))
    return frame, rejects


def _cells(line: bytes, layout: Layout) -> list[str] | str:
    """The cells of a line, or what is wrong with it."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return "the line is not UTF-8"
    try:
        (cells,) = csv.reader([text], delimiter=layout.separator) if layout.quoted else [text.split(layout.separator)]
    except (csv.Error, ValueError):
        return "the line cannot be split into columns"
    if len(cells) != layout.width:
        return f"the line has {len(cells)} columns instead of {layout.width}"
    return cells
