"""Dates as the sources give them: a day, a month, a year or a span, kept as the earliest and latest possible day. No clocks here."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_PART = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The earliest and the latest day on which something can have happened; equal when the day is known."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"ends ({self.last}) before it starts ({self.first})")

    @classmethod
    def day(cls, day: date) -> Span:
        return cls(day, day)

    @classmethod
    def parse(cls, text: str) -> Span:
        """Read `2024`, `2024-03`, `2024-03-25`, or two of them with `..` between.

        Raises:
            ValueError: says what is wrong with the text.
        """
        first, dots, last = text.strip().partition("..")
        start = _period(first)
        return cls(start.first, _period(last).last) if dots else start

    @property
    def precision(self) -> str:
        """`day`, `month`, `year` or `span`."""
        if self.first == self.last:
            return "day"
        if self == _month(self.first.year, self.first.month):
            return "month"
        return "year" if self == _year(self.first.year) else "span"

    def __str__(self) -> str:
        """The shortest text that `parse` reads back as this."""
        lengths = {"day": 10, "month": 7, "year": 4}
        length = lengths.get(self.precision)
        return self.first.isoformat()[:length] if length else f"{self.first.isoformat()}..{self.last.isoformat()}"

    def precedes(self, other: Span) -> bool:
        """Certainly before: the last possible day of this is earlier than the first possible day of the other."""
        return self.last < other.first

    def days_until(self, other: Span) -> tuple[int, int]:
        """The least and the most days from this to the other (negative where the order is not certain)."""
        return (other.first - self.last).days, (other.last - self.first).days


def _period(text: str) -> Span:
    match = _PART.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text.strip()!r} is not a date: write YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = match["year"], match["month"], match["day"]
    try:
        if day:
            return Span.day(date(int(year), int(month), int(day)))
        return _month(int(year), int(month)) if month else _year(int(year))
    except ValueError as error:
        raise ValueError(f"{text.strip()!r} is not a day of the calendar ({error})") from None


def _month(year: int, month: int) -> Span:
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    return Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def _year(year: int) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31))


def day_after(day: date) -> date:
    return day + timedelta(days=1)
