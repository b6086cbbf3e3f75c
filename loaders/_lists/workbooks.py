"""Workbooks (.xlsx) as rows of text, sheet by sheet, bounded and refused clearly. No list's own columns."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from graph.errors import InputError, Place

MAX_UNPACKED: Final = 600_000_000
"""Bytes; a list of 1.6 MB unpacks to some 20 million."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a sheet: the sheet's title, the number of the row from 1, its cells as text."""

    sheet: str
    number: int
    cells: tuple[str, ...]


def workbook_rows(path: Path, name: str, expected: str, *, first_sheet: bool = False) -> Iterator[SheetRow]:
    """Every row of every sheet (or of the first one alone). `expected` says what file is meant where this is no workbook.

    Raises:
        InputError: it is no workbook, unpacks to too much, or cannot be read; or openpyxl is not installed.
    """
    _refuse_bombs(path, name, expected)
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise InputError("reading .xlsx needs openpyxl", Place(name), hint="pip install openpyxl, or save the sheet as CSV") from None
    try:
        # Opened here, for a workbook that cannot be read would leave its file open.
        with path.open("rb") as stream:
            sheets = load_workbook(stream, read_only=True, data_only=True).worksheets
            for sheet in sheets[:1] if first_sheet else sheets:
                for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
                    yield SheetRow(sheet.title, number, tuple(_as_text(value) for value in row))
    except Exception as error:
        # A broken workbook fails in any of the layers below (zip, XML, styles), each with errors of its own.
        reason = f"cannot be read as a workbook: {type(error).__name__}: {error}"[:200]
        raise InputError(reason, Place(name), hint="save it again as .xlsx") from None


def _refuse_bombs(path: Path, name: str, expected: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise InputError(f"is no workbook: {error}", Place(name), hint=expected) from None
    if unpacked > MAX_UNPACKED:
        raise InputError(f"unpacks to {unpacked // 1_000_000:,} MB: no list does", Place(name), hint="fetch the file again")


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        # Some days carry minutes that a spreadsheet made of nothing.
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        # Numbers of groups that a spreadsheet made numbers of.
        return str(int(value))
    return str(value)
