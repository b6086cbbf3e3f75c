"""Cells of EuRepoC: lists written into one cell, and days as precise as they are meant. Knows no columns."""

from __future__ import annotations

import ast
import calendar
import re
import warnings
from datetime import date
from typing import Any, Final

from graph.dates import Span

NOTHING: Final = frozenset({"", "not available", "unknown", "nat", "none", "nan"})
_MAX_CELL: Final = 50_000
_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2})?)?", re.ASCII)


def says(text: str) -> bool:
    """Whether a cell says something: 'Not available' and 'Unknown' are how the coders write that they do not know."""
    return text.strip().casefold() not in NOTHING


def listed(cell: str) -> tuple[str, ...]:
    """`['A', 'B']`, as the first versions write a list, or `A; B`, as the later ones do. Lists within are joined by `; `.

    Raises:
        ValueError: it begins like a list and is none.
    """
    if not cell.startswith("["):
        return tuple(part.strip() for part in cell.split(";")) if cell else ()
    if len(cell) > _MAX_CELL:
        raise ValueError(f"is a list of {len(cell):,} characters, more than {_MAX_CELL:,}")
    try:
        with warnings.catch_warnings():
            # A backslash in an address is no escape, and no reason to warn.
            warnings.simplefilter("ignore")
            found = ast.literal_eval(cell)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        found = None
    if not isinstance(found, list):
        raise ValueError("begins like a list and is none: ['A', 'B']")
    return tuple(_text(value) for value in found)


def _text(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(inner, str) for inner in value):
        return "; ".join(dict.fromkeys(inner.strip() for inner in value))
    if not isinstance(value, str):
        raise ValueError(f"holds {str(value)[:40]!r}, which is no text")
    return value.strip()


def parallel(cell: str) -> tuple[str, ...]:
    """Values joined by `;` that go with those of other columns: an empty one holds its place."""
    return tuple(part.strip() for part in cell.split(";"))


def when(text: str) -> Span | None:
    """A day, or the month or year that it stands for: 25 % of the starts fall on 1 January and 32 % on the first of another month, for
    the coders write a year or a month alone as its first day. None where the cell says nothing.

    Raises:
        ValueError: it is no day.
    """
    if not says(text):
        return None
    match = _DAY.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text[:20]!r} is not a day: YYYY-MM-DD")
    year, month, day = (int(part) for part in match.groups())
    try:
        given = date(year, month, day)
    except ValueError:
        raise ValueError(f"{text[:20]!r} is not a day of the calendar") from None
    if day > 1:
        return Span.day(given)
    return Span(given, date(year, 12, 31)) if month == 1 else Span(given, date(year, month, calendar.monthrange(year, month)[1]))
