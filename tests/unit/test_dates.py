"""Dates as sources give them: what can be read, how precise it is, and what comes before what."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.dates import Span, day_after

DAYS = st.dates(date(1, 1, 1), date(9998, 12, 31))
SPANS = st.tuples(DAYS, DAYS).map(lambda pair: Span(min(pair), max(pair)))
PERIODS = st.one_of(
    DAYS.map(Span.day),
    DAYS.map(lambda day: Span.parse(f"{day:%Y}".zfill(4))),
    DAYS.map(lambda day: Span.parse(day.isoformat()[:7])),
    SPANS,
)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2024-03-25", "2024-03-25", "2024-03-25", "day"),
        ("2024-02", "2024-02-01", "2024-02-29", "month"),
        ("2023-02", "2023-02-01", "2023-02-28", "month"),
        ("1900-02", "1900-02-01", "1900-02-28", "month"),
        ("2024", "2024-01-01", "2024-12-31", "year"),
        ("2021..2022", "2021-01-01", "2022-12-31", "span"),
        ("2023-11-13..2024-03-25", "2023-11-13", "2024-03-25", "span"),
        ("2024-03..2024-03-05", "2024-03-01", "2024-03-05", "span"),
        (" 2024-03-25 .. 2024-03-25 ", "2024-03-25", "2024-03-25", "day"),
        ("2024-03-01..2024-03-31", "2024-03-01", "2024-03-31", "month"),
    ],
)
def test_reads_what_sources_give(text: str, first: str, last: str, precision: str) -> None:
    span = Span.parse(text)
    assert (span.first.isoformat(), span.last.isoformat(), span.precision) == (first, last, precision)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2024-02-30", "is not a day of the calendar"),
        ("2023-02-29", "is not a day of the calendar"),
        ("2024-13", "is not a day of the calendar"),
        ("2024-00-01", "is not a day of the calendar"),
        ("0000", "is not a day of the calendar"),
        ("24-03-25", "is not a date"),
        ("2024-3-5", "is not a date"),
        ("25 March 2024", "is not a date"),
        ("", "is not a date"),
        ("2024..", "is not a date"),
        ("..2024", "is not a date"),
        ("2024-03-25T00:00", "is not a date"),
        ("٢٠٢٤-٠٣-٢٥", "is not a date"),
        ("2024-03-26..2024-03-25", "ends .* before it starts"),
    ],
)
def test_says_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Span.parse(text)


@given(PERIODS)
def test_text_reads_back_as_the_same_span(span: Span) -> None:
    assert Span.parse(str(span)) == span


@given(PERIODS)
def test_precision_tells_the_length_of_the_text(span: Span) -> None:
    assert len(str(span)) == {"day": 10, "month": 7, "year": 4, "span": 22}[span.precision]


@given(SPANS, SPANS)
def test_days_between_bound_every_pair_of_days(one: Span, other: Span) -> None:
    least, most = one.days_until(other)
    for a in (one.first, one.last):
        for b in (other.first, other.last):
            assert least <= (b - a).days <= most
    assert one.precedes(other) == (least > 0)


def test_latency_of_a_known_answer() -> None:
    assert Span.parse("2021-03-22").days_until(Span.parse("2021-03-26")) == (4, 4)
    assert Span.parse("2021-03").days_until(Span.parse("2021-03-26")) == (-5, 25)


def test_day_after() -> None:
    assert day_after(date(2024, 2, 29)) == date(2024, 3, 1)
