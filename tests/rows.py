"""Rows that a loader gave, as the tests look at them: items by id, reasons counted. No assertions here."""

from __future__ import annotations

from collections import Counter
from typing import TypeVar

from graph.ingest import Entry, Reject, Row, Skip
from graph.model import Event, Record, Source, Tie

T = TypeVar("T", Event, Record, Source, Tie)


def items_of(rows: list[Row], kind: type[T]) -> dict[str, T]:
    return {item.id: item for row in rows if isinstance(row, Entry) for item in row.items if isinstance(item, kind)}


def reasons(rows: list[Row], kind: type[Skip] | type[Reject]) -> Counter[str]:
    return Counter(row.reason for row in rows if isinstance(row, kind))
