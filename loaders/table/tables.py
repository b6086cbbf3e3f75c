"""Data files as chunks of rows: CSV of any separator, JSON lines, Parquet; every cell as text. Knows columns by name, not by meaning."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

from graph.errors import Place, SettingsError
from graph.ingest.rows import Reject
from loaders.chronology.fields import did_you_mean
from loaders.chronology.nodes import shorten
from loaders.table.lines import NoTable, lines_of, opened
from loaders.table.mapping import Form

CHUNK: Final = 10_000
SUFFIXES: Final = {".csv": "csv", ".tsv": "csv", ".tab": "csv", ".txt": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
_SEPARATORS: Final = (",", "\t", ";", "|")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_LIST: Final = "; "
"""Between the values of a list that stands in one cell of JSON or Parquet."""

Numbered = tuple[int, list[str]]
"""A row with the line it begins on."""


@dataclass(slots=True)
class Chunk:
    """Some rows: their lines, and by column their cells without blanks around them, the missing ones empty."""

    lines: list[int]
    columns: dict[str, list[str]]
    rejects: list[Reject] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        names = list(self.columns)
        for line, *cells in zip(self.lines, *self.columns.values(), strict=True):
            yield line, dict(zip(names, cells, strict=True))


def chunks(path: Path, name: str, form: Form, wanted: Mapping[str, str]) -> Iterator[Chunk]:
    """The rows of a file, of the wanted columns (all, where none is wanted); `wanted` tells for each who names it.

    A file that is no such table ends in a chunk with one reject. `name` stands for the file in messages.
    """
    try:
        for lines, columns, rejects in _READERS[_format(path, form)](path, form, wanted):
            kept = {column: _cleaned(cells, form.missing) for column, cells in columns.items()}
            placed = [Reject(Place(name, where.line, where.column), where.reason, where.hint) for where in rejects]
            yield Chunk(lines, kept, placed)
    except NoTable as error:
        yield Chunk([], {column: [] for column in wanted}, [Reject(Place(name, error.line, error.column), error.reason, error.hint)])


def bare_name(path: Path) -> str:
    """The file's name without suffixes that say how it is written."""
    name = path.name.removesuffix(".gz")
    suffix = next((suffix for suffix in SUFFIXES if name.lower().endswith(suffix)), "")
    return name[: len(name) - len(suffix)] or path.name


def _format(path: Path, form: Form) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    found = form.format or SUFFIXES.get(suffixes[-1] if suffixes else "", "")
    if not found:
        raise NoTable("nothing tells what this file is", "say `file: {format: csv}`, jsonl or parquet in the mapping")
    return found


def _cleaned(cells: Iterable[str], missing: frozenset[str]) -> list[str]:
    if missing:
        return ["" if (text := cell.strip()) in missing else text for cell in cells]
    return [cell.strip() for cell in cells]


Raw = tuple[list[int], dict[str, list[str]], list[NoTable]]


# --- CSV ---


def _csv(path: Path, form: Form, wanted: Mapping[str, str]) -> Iterator[Raw]:
    with opened(path) as stream:
        source = lines_of(stream, form.encoding)
        first = next(_meaningful(source, form), None)
        if first is None:
            raise NoTable("the file is empty")
        skipped, line = first
        separator = form.separator or _separator(line, form, wanted)
        rows = _numbered(_again(line, source), form, separator, skipped)
        header = next(rows) if form.header else (0, list(form.columns))
        if isinstance(header, NoTable):
            raise header
        names = [cell.strip() for cell in header[1]]
        positions = _positions(names, wanted, header[0], separator)
        yield from _in_chunks(rows, len(names), positions)


def _again(line: str, rest: Iterator[str]) -> Iterator[str]:
    yield line
    yield from rest


def _meaningful(lines: Iterator[str], form: Form) -> Iterator[tuple[int, str]]:
    """Lines that are neither blank nor a comment, with how many stood before."""
    for before, line in enumerate(lines):
        if line.strip("\r\n\t ,;|\ufeff") and not (form.comment and line.startswith(form.comment)):
            yield before, line


def _numbered(lines: Iterator[str], form: Form, separator: str, before: int) -> Iterator[Numbered | NoTable]:
    """Rows with the line they begin on; a line that cannot be split, as what is wrong with it."""
    options: dict[str, Any] = {"quotechar": form.quote} if form.quote else {"quoting": csv.QUOTE_NONE}
    reader = csv.reader(lines, delimiter=separator, **options)
    while True:
        start = before + reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield NoTable(f"the line cannot be split into columns: {error}", "is a closing quote missing?", start)
            continue
        if not row or row == ["\x1a"] or (form.comment and row[0].startswith(form.comment)):
            continue
        yield start, row


def _separator(line: str, form: Form, wanted: Mapping[str, str]) -> str:
    """The one under which the columns are those that must be there; without such, the one that splits most."""
    names = {separator: [cell.strip() for cell in next(csv.reader([line], delimiter=separator))] for separator in _SEPARATORS}
    for separator, found in names.items():
        if (
            wanted
            and (set(wanted) <= {*found} if form.header else len(found) == len(form.columns))
            and (len(found) > 1 or len(wanted) == 1)
        ):
            return separator
    return max(_SEPARATORS, key=lambda separator: len(names[separator]))


def _positions(names: list[str], wanted: Mapping[str, str], line: int, separator: str) -> dict[str, int]:
    """Where each wanted column stands.

    Raises:
        NoTable: it is not there, or twice.
    """
    for name, told in wanted.items():
        if names.count(name) != 1:
            what = "twice or more" if name in names else "no"
            has = ", ".join(shorten(_shown(found), 30) for found in names[:12]) + (", ..." if len(names) > 12 else "")
            hint = did_you_mean(name, names) or f"it has, separated by {_called(separator)}: {has}"
            raise NoTable(f"the file has {what} column {shorten(name)!r}, which {told} names", hint, line, name)
    if wanted:
        return {name: names.index(name) for name in wanted}
    return {name or f"column {position + 1}": position for position, name in enumerate(names) if names.index(name) == position}


def _called(separator: str) -> str:
    return "tabs" if separator == "\t" else f"'{separator}'"


def _in_chunks(rows: Iterator[Numbered | NoTable], width: int, positions: Mapping[str, int]) -> Iterator[Raw]:
    while block := list(islice(rows, CHUNK)):
        good, wrong = _parted(block, width)
        cells = list(zip(*(row for _, row in good), strict=True)) if good else [()] * width
        yield [line for line, _ in good], {name: list(cells[position]) for name, position in positions.items()}, wrong


def _parted(block: list[Numbered | NoTable], width: int) -> tuple[list[Numbered], list[NoTable]]:
    """Rows of the table's width, and what is wrong with the others. A whole block is looked at once, row by row only if something is."""
    read = [row for row in block if not isinstance(row, NoTable)]
    if (
        len(read) == len(block)
        and {len(row) for _, row in read} == {width}
        and not any(_SURROGATES.search("".join(row)) for _, row in read)
    ):
        return read, []
    good: list[Numbered] = []
    wrong: list[NoTable] = []
    for row in block:
        problem = row if isinstance(row, NoTable) else _problem(row, width)
        if problem:
            wrong.append(problem)
        elif not isinstance(row, NoTable):
            good.append((row[0], row[1][:width]))
    return good, wrong


def _problem(row: Numbered, width: int) -> NoTable | None:
    line, cells = row
    if len(cells) < width or any(cells[width:]):
        return NoTable(
            f"the row has {len(cells)} columns where the table has {width}", "is a separator inside a text that has no quotes?", line
        )
    if match := _SURROGATES.search("".join(cells)):
        byte = f" (byte 0x{ord(match[0]) - 0xDC00:02x})" if "\udc80" <= match[0] <= "\udcff" else ""
        return NoTable(
            f"the row holds what is no character of the encoding{byte}", "say the right `encoding` in the mapping: latin-1?", line
        )
    return None


def _shown(text: str) -> str:
    return _SURROGATES.sub("?", text)


# --- JSON lines ---


def _jsonl(path: Path, form: Form, wanted: Mapping[str, str]) -> Iterator[Raw]:
    with opened(path) as stream:
        numbered = ((number, line) for number, line in enumerate(lines_of(stream, form.encoding), start=1) if line.strip())
        first = True
        while block := list(islice(numbered, CHUNK)):
            objects = [(number, _object(line, number)) for number, line in block]
            good = [(number, found) for number, found in objects if not isinstance(found, NoTable)]
            if first:
                _check_keys(good, wanted)
            names = wanted or dict.fromkeys(key for _, found in good for key in found)
            columns = {name: [found.get(name, "") for _, found in good] for name in names}
            yield [number for number, _ in good], columns, [found for _, found in objects if isinstance(found, NoTable)]
            first = False
        if first:
            raise NoTable("the file is empty")


def _object(line: str, number: int) -> dict[str, str] | NoTable:
    """An object as cells: numbers as they are written, objects within by dotted names, lists in one cell."""
    try:
        found = json.loads(line, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        return NoTable(f"the line is not JSON: {shorten(str(error), 80)}", "one object a line", number)
    if not isinstance(found, dict):
        return NoTable("the line holds no JSON object", "one object a line; a list of objects is not JSON lines", number)
    try:
        cells = dict(_flat(found, ""))
    except TypeError as error:
        return NoTable(str(error), "a cell is a text, a number or a list of them", number)
    bad = any(_SURROGATES.search(text) for pair in cells.items() for text in pair)
    return NoTable("the line holds half a character", "write the character itself", number) if bad else cells


def _flat(found: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in found.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", _cell(value)


def _cell(value: Any) -> str:
    if isinstance(value, list):
        if any(isinstance(item, list | dict) for item in value):
            raise TypeError("a list within a list, or of objects, is no cell")
        return _LIST.join(_cell(item) for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _check_keys(rows: Sequence[tuple[int, Mapping[str, str]]], wanted: Mapping[str, str]) -> None:
    """A key may be missing in some objects, but not in all of the first ten thousand."""
    keys = {key for _, found in rows for key in found}
    for name, told in wanted.items():
        if rows and name not in keys:
            hint = did_you_mean(name, keys) or f"they have: {', '.join(shorten(key, 30) for key in sorted(keys)[:12])}"
            raise NoTable(f"no object has the key {shorten(name)!r}, which {told} names", hint, rows[0][0], name)


# --- Parquet ---


def _parquet(path: Path, form: Form, wanted: Mapping[str, str]) -> Iterator[Raw]:
    try:
        from loaders.table.parquet import parquet_rows
    except ModuleNotFoundError as error:
        if error.name != "polars":
            raise
        raise SettingsError("Parquet is read with polars, which is not installed.", hint="pip install 'retorsion[loaders]'") from None
    names = parquet_rows(path, (), 0)[0]
    _positions(names, wanted, 0, ",")
    start = 0
    while True:
        _, columns, height = parquet_rows(path, tuple(wanted) or tuple(names), start)
        if not height:
            return
        yield list(range(start + 1, start + height + 1)), columns, []
        start += height


_READERS: Final = {"csv": _csv, "jsonl": _jsonl, "parquet": _parquet}
