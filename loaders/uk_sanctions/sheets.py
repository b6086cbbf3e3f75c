"""A UK list as rows of named cells, from CSV or XLSX, whatever its generation. Columns go by name; what rows mean is not known here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from graph.errors import InputError, Place
from graph.ingest.rows import Reject
from loaders._lists.days import MONTHS
from loaders._lists.texts import Cells, read_text, rows_of, separator_of
from loaders._lists.workbooks import workbook_rows
from loaders.uk_sanctions.party import day_of

COLUMNS: Final = {
    "name 6": "name6",
    "name 1": "name1",
    "name 2": "name2",
    "name 3": "name3",
    "name 4": "name4",
    "name 5": "name5",
    "name non latin script": "non_latin",
    "dob": "born",
    "nationality": "nationality",
    "nationality ies": "nationality",
    "position": "position",
    "country": "country",
    "address country": "country",
    "other information": "other",
    "uk statement of reasons": "reasons",
    "type of entity": "said_type",
    "parent company": "parent",
    "group type": "kind",
    "designation type": "kind",
    "alias type": "alias_type",
    "name type": "alias_type",
    "alias quality": "alias_quality",
    "alias strength": "alias_quality",
    "regime": "regime",
    "regime name": "regime",
    "listed on": "listed",
    "uk sanctions list date designated": "designated",
    "date designated": "designated",
    "last updated": "updated",
    "group id": "group",
    "ofsi group id": "group",
    "unique id": "reference",
}
"""The columns that the graph needs. Of a birth only the year is kept; others (passports, addresses) are passed over."""

REQUIRED: Final = ("name6", "kind", "regime", "group")
_HEAD: Final = 10
_EXPECTED: Final = (
    "expected: the OFSI consolidated list ('Last Updated,<day>' in row 1, columns Name 6 … Group ID in row 2) "
    "or the UK Sanctions List ('Report Date: <day>', columns Last Updated, Unique ID, OFSI Group ID, Name 6 …)"
)
_REPORT: Final = re.compile(r"report date:?\s*(\d{1,2})-([a-z]{3})[a-z]*-(\d{4})")


@dataclass(frozen=True, slots=True)
class Row:
    """A row by the names of `COLUMNS`' values; a column that this generation lacks is absent."""

    line: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list: its day, the line of its header and which column is where."""

    path: Path
    name: str
    day: date | None
    header: int
    columns: dict[int, str]
    separator: str

    def rows(self) -> Iterator[Row | Reject]:
        """The rows below the header, one for each name of a party."""
        width = max(self.columns) + 1
        try:
            for cells in _cells(self.path, self.name, self.separator):
                if cells.line > self.header:
                    yield self._row(cells, width)
        except InputError as error:
            yield Reject(error.place, error.message, error.hint)

    def _row(self, cells: Cells, width: int) -> Row | Reject:
        if cells.broken:
            return Reject(Place(self.name, cells.line), f"is not CSV: {cells.broken}", "quotes must be closed and doubled inside quotes")
        if len(cells.values) < width:
            reason = f"has {len(cells.values)} columns where the header needs {width}"
            return Reject(Place(self.name, cells.line), reason, "the file may be cut off")
        return Row(cells.line, {name: cells.values[index].strip() for index, name in self.columns.items()})


def open_sheet(path: Path, name: str) -> Sheet:
    """Find the header among the first rows.

    Raises:
        InputError: this is no ConList, or it lacks a column.
    """
    separator = "" if path.suffix.lower() == ".xlsx" else separator_of(read_text(path, name), lambda values: len(values) > 15) or ","
    day: date | None = None
    for count, cells in enumerate(_cells(path, name, separator)):
        values = [_plain(value) for value in cells.values]
        if "name 6" in values or "group id" in values:
            return Sheet(path, name, day, cells.line, _columns(values, Place(name, cells.line)), separator)
        if cells.values:
            day = day or _published(cells, name)
        if count >= _HEAD:
            break
    raise InputError(
        "this is no UK sanctions list: no header with 'Name 6' and 'Group ID' in its first rows", Place(name, 1), hint=_EXPECTED
    )


def _columns(values: list[str], place: Place) -> dict[int, str]:
    found: dict[int, str] = {}
    for index, value in enumerate(values):
        if value in COLUMNS and COLUMNS[value] not in found.values():
            found[index] = COLUMNS[value]
    missing = [column for column in REQUIRED if column not in found.values()]
    if not {"listed", "designated"} & set(found.values()):
        missing.append("listed")
    if missing:
        named = ", ".join(repr(next(title for title, column in COLUMNS.items() if column == lacking)) for lacking in missing)
        raise InputError(f"the header lacks {named}", place, hint=_EXPECTED)
    return found


def _published(cells: Cells, name: str) -> date | None:
    """The day of the list, from a row above the header."""
    first = cells.values[0].strip().casefold()
    report = _REPORT.match(first)
    try:
        if report:
            return date(int(report[3]), [month.casefold() for month in MONTHS].index(report[2]) + 1, int(report[1]))
        return day_of(cells.values[1]) if first.startswith("last updated") and len(cells.values) > 1 else None
    except ValueError:
        raise InputError(f"{' '.join(cells.values)[:40]!r} gives no day", Place(name, cells.line), hint="Last Updated,DD/MM/YYYY") from None


def _plain(value: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", value.casefold()).split())


def _cells(path: Path, name: str, separator: str) -> Iterator[Cells]:
    return rows_of(read_text(path, name), separator) if separator else _workbook(path, name)


def _workbook(path: Path, name: str) -> Iterator[Cells]:
    """The first sheet of a workbook, row by row, every cell as text."""
    for row in workbook_rows(path, name, _EXPECTED, first_sheet=True):
        if any(value.strip() for value in row.cells):
            yield Cells(row.number, row.cells)
