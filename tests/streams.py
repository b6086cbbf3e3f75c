"""Small batches of machine-coded events for tests of the stream door: enough to be valid, each test says what differs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from graph.ingest import StreamBatch
from graph.model import Dataset, Item
from tests.items import actor, source, state, tie

DAY = date(2018, 1, 1)
AAA, BBB, FIRM = "t:AAA", "t:BBB", "t:AAABUS"


def actors() -> tuple[Item, ...]:
    """Two states, and the business of one of them."""
    group = actor(FIRM, "Group", unnamed=True)
    return (source(), state("AAA"), state("BBB"), group, tie("t:AAABUS-of-AAA", "NATIONAL_OF", (FIRM, AAA)))


def coded(event: int | str = 100, **other: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "event": str(event),
        "source": AAA,
        "target": BBB,
        "action": "plover:ACCUSE/disapprove",
        "date": DAY,
        "date_to": other.get("date", DAY),
        "confidence": 0.55,
        "published": DAY,
        "source_url": "https://news.example/a",
        "source_role": None,
        "target_role": "government",
        "repeat_of": None,
        "cameo": "111",
        "mentions": 4,
    }
    return plain | other


def batch(*edges: dict[str, Any], items: Sequence[Item] | None = None, **other: Any) -> StreamBatch:
    given = actors() if items is None else tuple(items)
    return StreamBatch(**{"file": "day.csv", "edges": edges, "lines": range(1, len(edges) + 1), "items": given, **other})


def dataset() -> Dataset:
    return Dataset(id="t", title="Test", publisher="Test", licence="CC0", citation="Test")
