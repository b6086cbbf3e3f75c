"""Rows of OFAC's lists as the tests look at them: items by id, reasons counted, small lists written. No assertions here."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TypeVar

from graph.ingest import Entry, Reject, Row, Skip
from graph.model import Event, Record, Source, Tie
from loaders.ofac import read

T = TypeVar("T", Event, Record, Source, Tie)
DATA = Path(__file__).parent / "data/ofac"
FIRST, SECOND = DATA / "sdn_2024-01-10.csv", DATA / "sdn_2024-01-20.csv"
NULL = "-0- "


def rows_of(*paths: Path) -> list[Row]:
    return [row for load in read(paths) for row in load.rows]


def items_of(rows: list[Row], kind: type[T]) -> dict[str, T]:
    return {item.id: item for row in rows if isinstance(row, Entry) for item in row.items if isinstance(item, kind)}


def events(*paths: Path) -> dict[str, Event]:
    return items_of(rows_of(*paths), Event)


def records(*paths: Path) -> dict[str, Record]:
    return items_of(rows_of(*paths), Record)


def ties(*paths: Path) -> dict[str, Tie]:
    return items_of(rows_of(*paths), Tie)


def reasons(rows: list[Row], kind: type[Skip] | type[Reject]) -> Counter[str]:
    return Counter(row.reason for row in rows if isinstance(row, kind))


def primary(number: int, name: str, remarks: str = "", kind: str = NULL) -> str:
    return f'{number},"{name}",{kind},"SDGT",{",".join([NULL] * 7)},"{remarks}"\r\n'


def written(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_bytes("".join(lines).encode() + b"\x1a")
    return path
