"""Rows of the UK's lists as the tests look at them: items by id, reasons counted, a workbook written. No assertions here."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import TypeVar

from openpyxl import Workbook

from graph.ingest import Entry, Reject, Row, Skip
from graph.model import Event, Record, Source, Tie
from loaders.uk_sanctions import read

T = TypeVar("T", Event, Record, Source, Tie)
DATA = Path(__file__).parent / "data/uk_sanctions"
LIST, LATER = DATA / "ConList_2024.csv", DATA / "ConList_2024_later.csv"


def rows_of(*paths: Path) -> list[Row]:
    return [row for load in read(paths) for row in load.rows]


def items_of(rows: list[Row], kind: type[T]) -> dict[str, T]:
    return {item.id: item for row in rows if isinstance(row, Entry) for item in row.items if isinstance(item, kind)}


def events(*paths: Path) -> dict[str, Event]:
    return items_of(rows_of(*paths), Event)


def records(*paths: Path) -> dict[str, Record]:
    return items_of(rows_of(*paths), Record)


def reasons(rows: list[Row], kind: type[Skip] | type[Reject]) -> Counter[str]:
    return Counter(row.reason for row in rows if isinstance(row, kind))


def as_workbook(source: Path, target: Path) -> Path:
    """The same list as .xlsx, every cell a text, as OFSI writes it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    with source.open(encoding="utf-8", newline="") as stream:
        for cells in csv.reader(stream):
            sheet.append(cells)
    book.save(target)
    return target
