"""JSON documents that are written row by row: an opening, lists of rows, a close. What a row looks like is the format's."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from graph.export._core.sink import Sink
from graph.export._core.texts import to_json


def write_list(sink: Sink, rows: Iterable[Any]) -> None:
    """A JSON array, one row a line."""
    sink.text("[")
    for number, row in enumerate(rows):
        sink.text(("," if number else "") + "\n" + to_json(row))
    sink.text("\n]")


def indented(value: Any) -> bytes:
    """A small document as a person reads it."""
    return json.dumps(value, ensure_ascii=False, indent=1, default=str).encode("utf-8", "replace")
