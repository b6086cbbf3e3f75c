"""OFAC's legacy CSV tables: primary (12 columns), alt (5), add (6) and comments (2), none with a header. Reads rows, joins nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import InputError, Place
from graph.ingest.rows import Reject
from loaders._lists.texts import Cells, first_rows, read_text, rows_of, separator_of
from loaders.ofac.party import Party, programmes_of

WIDTHS: Final = {12: "primary", 5: "alt", 6: "add", 2: "comments"}
KIND_WORDS: Final = ("individual", "vessel", "aircraft")
_NULL: Final = "-0-"
_HEADERS: Final = {"ent_num", "entnum", "ent num", "uid"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a companion table: the entry it belongs to and its cells, nulls as empty texts."""

    number: str
    line: int
    values: tuple[str, ...]


EXPECTED: Final = (
    "expected: OFAC's CSV without a header, sdn.csv or cons_prim.csv with 12 columns (number, name, type, programme …), "
    "alt.csv with 5, add.csv with 6, sdn_comments.csv with 2; or sdn.xml"
)


def table_of(path: Path, name: str) -> str:
    """Which of the four tables this is, by the width of its first rows.

    Raises:
        InputError: none of them.
    """
    text = read_text(path, name)
    separator = separator_of(text, lambda values: _fits(values, WIDTHS))
    if separator is None:
        first = next(iter(text.splitlines()), "")[:80]
        raise InputError(f"this is none of OFAC's tables: its first line is {first!r}", Place(name, 1), hint=EXPECTED)
    widths = [len(row.values) for row in first_rows(text, separator)]
    return WIDTHS[max(WIDTHS, key=widths.count)]


def _fits(values: tuple[str, ...], widths: Collection[int]) -> bool:
    return len(values) in widths and (_is_number(values[0].strip()) or values[0].casefold() in _HEADERS)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def read_primary(path: Path, name: str) -> Iterator[Party | Reject]:
    """The entries of a primary table."""
    for row in _rows(path, name, 12):
        yield row if isinstance(row, Reject) else _party(row, name)


def read_companion(path: Path, name: str, table: str) -> Iterator[Row | Reject]:
    """The rows of a companion table."""
    width = next(width for width, found in WIDTHS.items() if found == table)
    return _rows(path, name, width)


def _rows(path: Path, name: str, width: int) -> Iterator[Row | Reject]:
    text = read_text(path, name)
    separator = separator_of(text, lambda values: _fits(values, (width,))) or ","
    first = True
    for cells in rows_of(text, separator):
        values = tuple(_value(cell) for cell in cells.values)
        if first and values and values[0].casefold() in _HEADERS:
            # A re-saved copy may have gained a header; it is no entry.
            first = False
            continue
        first = False
        yield _row(cells, values, width, name)


def _row(cells: Cells, values: tuple[str, ...], width: int, name: str) -> Row | Reject:
    if cells.broken:
        return Reject(Place(name, cells.line), f"is not CSV: {cells.broken}", "quotes must be closed and doubled inside quotes")
    if len(values) != width:
        reason = f"has {len(values)} columns where this table has {width}"
        return Reject(Place(name, cells.line), reason, "the file may be cut off or re-saved without its quotes", _shown(values))
    if not _is_number(values[0]):
        return Reject(Place(name, cells.line, "ent_num"), "the first column is not an entry's number", "digits only", _shown(values[:1]))
    return Row(values[0], cells.line, values)


def _party(row: Row, name: str) -> Party | Reject:
    _, party_name, kind_word, programme, title, *_, remarks = row.values
    kind_word = kind_word.casefold()
    if not party_name:
        return Reject(Place(name, row.line, "SDN_Name"), "an entry without a name", "", f"ent_num {row.number}")
    if kind_word and kind_word not in KIND_WORDS:
        return Reject(
            Place(name, row.line, "SDN_Type"),
            "is no type of entry",
            f"one of {', '.join(KIND_WORDS)}, or empty for an entity",
            kind_word[:60],
        )
    return Party(
        number=row.number,
        line=row.line,
        name=party_name,
        kind_word=kind_word or "entity",
        programmes=programmes_of(programme),
        title=title,
        remarks=remarks,
    )


def _value(cell: str) -> str:
    """Null is `-0- ` with a blank behind it; re-saved copies lose the blank."""
    plain = cell.strip(" \t\r\n\x1a")
    return "" if plain == _NULL else plain


def _shown(values: tuple[str, ...]) -> str:
    """The number and the name only: other columns may hold people's papers."""
    return " | ".join(values[:2])[:60]
