"""A list with a header as rows of named cells: columns go by name, rows are held against the header. What rows mean is not known here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Final

from graph.errors import InputError, Place
from graph.ingest.rows import Reject
from loaders._lists.texts import Cells, first_rows, read_text, rows_of, separator_of

_HEAD: Final = 5
_WINDOWS: Final = {code: letter for code in range(0x80, 0xA0) if (letter := bytes([code]).decode("cp1252", "ignore"))}
"""Control characters that stand for a quotation mark or a dash of Windows-1252: the publisher decoded them as Latin-1."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row by the names of its columns, cells without the blanks at their ends; a column that the file lacks is empty."""

    place: Place
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A file with its header: which columns it has, in order, in small letters."""

    path: Path
    name: str
    separator: str
    header: int
    columns: tuple[str, ...]

    def lines(self) -> Iterator[Line | Reject]:
        """The rows below the header."""
        for cells in rows_of(read_text(self.path, self.name), self.separator):
            if cells.line > self.header:
                yield self._line(cells)

    def _line(self, cells: Cells) -> Line | Reject:
        place = Place(self.name, cells.line)
        if cells.broken:
            return Reject(place, f"is not CSV: {cells.broken}", "quotes must be closed and doubled inside quotes")
        found, wanted = len(cells.values), len(self.columns)
        if found < wanted:
            return Reject(place, f"has {found} columns where the header has {wanted}", "the file may be cut off")
        if any(value.strip() for value in cells.values[wanted:]):
            return Reject(place, f"has {found} columns where the header has {wanted}", "a separator inside a cell needs quotes")
        return Line(
            place, {column: value.translate(_WINDOWS).strip() for column, value in zip(self.columns, cells.values, strict=False) if column}
        )


def open_table(path: Path, name: str, is_header: Callable[[frozenset[str]], bool], expected: str) -> Table:
    """Find the header among the first rows, whatever the separator.

    Raises:
        InputError: the file cannot be read, or none of its first rows is such a header.
    """
    text = read_text(path, name)
    separator = separator_of(text, lambda values: len(values) > _HEAD) or ","
    for cells in first_rows(text, separator, _HEAD):
        columns = tuple(value.strip().lstrip("\ufeff").casefold() for value in cells.values)
        if is_header(frozenset(columns)):
            return Table(path, name, separator, cells.line, columns)
    begins = " ".join(text[:200].split())[:60]
    raise InputError(f"this is no such list: it begins {begins!r}", Place(name, 1), hint=expected)


def named_rows(
    rows: Iterable[tuple[int, tuple[str, ...]]], name: str, is_header: Callable[[frozenset[str]], bool], expected: str
) -> Iterator[Line]:
    """The rows of a sheet below its header, which is among the first ones, by the names of its columns. Empty cells at the end may lack.

    Raises:
        InputError: none of the first rows is such a header.
    """
    columns: tuple[str, ...] = ()
    for count, (number, values) in enumerate(rows):
        if columns:
            cells = dict(zip_longest(columns, (value.strip() for value in values[: len(columns)]), fillvalue=""))
            yield Line(Place(name, number), {column: value for column, value in cells.items() if column})
        elif count >= _HEAD:
            break
        elif is_header(frozenset(found := tuple(value.strip().casefold() for value in values))):
            columns = found
    if not columns:
        raise InputError("none of its first rows is the header of such a list", Place(name, 1), hint=expected)
