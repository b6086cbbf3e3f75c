"""Rows of the UK's lists as the tests look at them: items by id, reasons counted, a workbook written. No assertions here."""

from __future__ import annotations

import csv
from pathlib import Path

from openpyxl import Workbook

from graph.ingest import Row
from graph.model import Event, Record
from loaders.uk_sanctions import read
from tests.rows import items_of

DATA = Path(__file__).parent / "data/uk_sanctions"
LIST, LATER = DATA / "ConList_2024.csv", DATA / "ConList_2024_later.csv"


def rows_of(*paths: Path) -> list[Row]:
    return [row for load in read(paths) for row in load.rows]


def events(*paths: Path) -> dict[str, Event]:
    return items_of(rows_of(*paths), Event)


def records(*paths: Path) -> dict[str, Record]:
    return items_of(rows_of(*paths), Record)


def as_workbook(source: Path, target: Path) -> Path:
    """The same list as .xlsx, every cell a text, as OFSI writes it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    with source.open(encoding="utf-8", newline="") as stream:
        for cells in csv.reader(stream):
            sheet.append(cells)
    book.save(target)
    return target
