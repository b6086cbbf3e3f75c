"""Rows of OFAC's lists as the tests look at them: items by id, reasons counted, small lists written. No assertions here."""

from __future__ import annotations

from pathlib import Path

from graph.ingest import Row
from graph.model import Event, Record, Tie
from loaders.ofac import read
from tests.rows import items_of

DATA = Path(__file__).parent / "data/ofac"
FIRST, SECOND = DATA / "sdn_2024-01-10.csv", DATA / "sdn_2024-01-20.csv"
NULL = "-0- "


def rows_of(*paths: Path) -> list[Row]:
    return [row for load in read(paths) for row in load.rows]


def events(*paths: Path) -> dict[str, Event]:
    return items_of(rows_of(*paths), Event)


def records(*paths: Path) -> dict[str, Record]:
    return items_of(rows_of(*paths), Record)


def ties(*paths: Path) -> dict[str, Tie]:
    return items_of(rows_of(*paths), Tie)


def primary(number: int, name: str, remarks: str = "", kind: str = NULL) -> str:
    return f'{number},"{name}",{kind},"SDGT",{",".join([NULL] * 7)},"{remarks}"\r\n'


def written(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_bytes("".join(lines).encode() + b"\x1a")
    return path
