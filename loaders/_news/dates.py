"""Times that a text gives, as days or spans: `25 March`, `yesterday`, `between 2021 and 2022`, `for some 14 years`. Knows no events."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from graph.dates import Span
from loaders._news.article import Article, Piece

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?"
    r"|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_YEAR: Final = r"(?:18|19|20)\d\d"
_NUMBER_WORDS: Final = ("a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS: Final = {word: max(1, number) for number, word in enumerate(_NUMBER_WORDS)} | {"an": 1}
_COUNT: Final = rf"(?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)})"
_UNIT_DAYS: Final = {"day": 1, "week": 7, "month": 31, "year": 366}
_ABOUT: Final = r"(?:approximately|about|around|almost|nearly|some|over|more than|at least|roughly|the)?\s*(?:past|last)?\s*"
RECENT_DAYS: Final = 7
"""How far back 'today' within a quotation, and an act told without a day, may lie before the article."""


@dataclass(frozen=True, slots=True)
class When:
    """A time in the text: its place and days; `until` where it says how long a thing went on."""

    place: Piece
    span: Span
    until: Span | None = None


_Reading = Callable[[re.Match[str], date], tuple[Span, Span | None]]


def dateline(article: Article) -> When | None:
    """The first whole date of the text: the day of the article where it is given on its head."""
    for pattern, reading in _ABSOLUTE[:3]:
        for match in pattern.finditer(article.text, 0, 2000):
            if found := _when(match, date.min, reading):
                return found
    return None


def times_of(article: Article, day: date) -> list[When]:
    """Every time of the text in order, the longest where two overlap, as understood on the day of the article."""
    found = [when for pattern, reading in (*_ABSOLUTE, *_RELATIVE) for when in _all(article, pattern, reading, day)]
    kept: list[When] = []
    for when in sorted(found, key=lambda one: (one.place.start, -one.place.end)):
        if not kept or not kept[-1].place.meets(when.place):
            kept.append(when)
    return sorted([*kept, *_laters(article, kept)], key=lambda one: one.place)


def _laters(article: Article, told: list[When]) -> Iterator[When]:
    """'Nine days later' and 'two days earlier' count from the time that was told last; without one they say nothing."""
    for match in _LATER.finditer(article.text):
        before = [when for when in told if when.place.end <= match.start() and when.span.precision == "day"]
        days = _number(match["count"]) * _UNIT_DAYS[match["unit"].casefold()] * (1 if match["way"].casefold() == "later" else -1)
        if before:
            try:
                span = Span.day(before[-1].span.first + timedelta(days=days))
            except OverflowError:
                continue
            yield When(Piece(match.start(), match.end()), span)


def _all(article: Article, pattern: re.Pattern[str], reading: _Reading, day: date) -> Iterator[When]:
    for match in pattern.finditer(article.text):
        if when := _when(match, day, reading):
            quoted = article.quotation_of(when.place)
            yield _loosened(when) if quoted and (pattern, reading) in _RELATIVE and when.span.precision == "day" else when


def _loosened(when: When) -> When:
    """'Today' in a quotation is the day on which it was said, which lies some days back."""
    return When(when.place, Span(when.span.first - timedelta(days=RECENT_DAYS), when.span.last))


def _when(match: re.Match[str], day: date, reading: _Reading) -> When | None:
    """What is no day of the calendar is no time."""
    try:
        span, until = reading(match, day)
    except (ValueError, OverflowError):
        return None
    return When(Piece(match.start(), match.end()), span, until)


def _number(text: str) -> int:
    return _NUMBERS[text.casefold()] if text.casefold() in _NUMBERS else int(text)


def _month_number(text: str) -> int:
    return _MONTHS.index(text.casefold()[:3]) + 1


def _whole_day(match: re.Match[str], day: date) -> tuple[Span, Span | None]:
    return Span.day(date(int(match["year"]), _month_number(match["month"]), int(match["day"]))), None


def _iso(match: re.Match[str], day: date) -> tuple[Span, Span | None]:
    return Span.parse(match[0]), None


def _day_of_month(match: re.Match[str], day: date) -> tuple[Span, Span | None]:
    """Without a year the last such day before the article, or the next one if that is within a month."""
    month, number = _month_number(match["month"]), int(match["day"])
    near = [date(day.year + years, month, number) for years in (-1, 0, 1) if number <= 28 or month != 2]
    return Span.day(max(one for one in near if one <= day + timedelta(days=31))), None


def _month_of_year(match: re.Match[str], day: date) -> tuple[Span, Span | None]:
    return Span.parse(f"{match['year']}-{_month_number(match['month']):02d}"), None


def _month_alone(match: re.Match[str], day: date) -> tuple[Span, Span | None]:
    month = _month_number(match["month"])
    return Span.parse(f"{day.year if month <= day.month else day.year - 1}-{month:02d}"), None


def _years(match: re.Match[str], day: date) -> tuple[Span, Span | None]:
    return Span.parse(f"{match['year']}..{match['last']}"), None


def _part_of_year(match: re.Match[str], day: date) -> tuple[Span, Span | None]:
    """Early, mid and late are thirds of a year."""
    first, last = {"early": ("01", "04"), "mid": ("05", "08"), "late": ("09", "12")}[match["part"].casefold().rstrip("-")]
    return Span.parse(f"{match['year']}-{first}..{match['year']}-{last}"), None


def _year(match: re.Match[str], day: date) -> tuple[Span, Span | None]:
    return Span.parse(match["year"]), None


def _since(match: re.Match[str], day: date) -> tuple[Span, Span | None]:
    return Span.parse(match["year"]), Span.day(day)


def _weekday(match: re.Match[str], day: date) -> tuple[Span, Span | None]:
    """The last such day; on that weekday itself the article means its own day, unless it says 'last'."""
    back = (day.weekday() - _DAYS.index(match["weekday"].casefold())) % 7
    back += 7 if not back and match[0].casefold().startswith("last") else 0
    return Span.day(day - timedelta(days=back)), None


def _named_day(match: re.Match[str], day: date) -> tuple[Span, Span | None]:
    back = {"yesterday": 1, "last night": 1, "tomorrow": -1}.get(" ".join(match[0].casefold().split()), 0)
    return Span.day(day - timedelta(days=back)), None


def _ago(match: re.Match[str], day: date) -> tuple[Span, Span | None]:
    """'Three weeks ago' is any day of that week; 'two days ago' is one."""
    count, unit = _number(match["count"]), match["unit"].casefold()
    if unit in ("year", "month"):
        months = day.year * 12 + day.month - 1 - count * (12 if unit == "year" else 1)
        return Span.parse(str(months // 12) if unit == "year" else f"{months // 12}-{months % 12 + 1:02d}"), None
    then = day - timedelta(days=count * _UNIT_DAYS[unit])
    return (Span.day(then) if unit == "day" else Span(then - timedelta(days=3), then + timedelta(days=3))), None


def _named_period(match: re.Match[str], day: date) -> tuple[Span, Span | None]:
    which, unit = match["which"].casefold(), match["unit"].casefold()
    back = 0 if which in ("this", "earlier this", "later this") else 1
    if unit == "week":
        monday = day - timedelta(days=day.weekday() + 7 * back)
        return Span(monday, day if not back else monday + timedelta(days=6)), None
    months = day.year * 12 + day.month - 1 - back * (12 if unit == "year" else 1)
    span = Span.parse(str(months // 12) if unit == "year" else f"{months // 12}-{months % 12 + 1:02d}")
    return Span(span.first, min(span.last, day)), None


def _recently(match: re.Match[str], day: date) -> tuple[Span, Span | None]:
    unit = (match["unit"] or "week").casefold().rstrip("s")
    return Span(day - timedelta(days=12 * _UNIT_DAYS[unit]), day), None


def _duration(match: re.Match[str], day: date) -> tuple[Span, Span | None]:
    """'For 14 years' began some time in the year 14 years back, and went on until the article."""
    count, unit = _number(match["count"]), match["unit"].casefold()
    began = day - timedelta(days=count * _UNIT_DAYS[unit]) if unit != "year" else date(day.year - count, 1, 1)
    first = Span.parse(str(began.year)) if unit == "year" else Span(began - timedelta(days=_UNIT_DAYS[unit]), began)
    return first, Span.parse(str(day.year)) if unit == "year" else Span.day(day)


def _rules(*rules: tuple[str, _Reading]) -> tuple[tuple[re.Pattern[str], _Reading], ...]:
    return tuple((re.compile(pattern, re.ASCII), reading) for pattern, reading in rules)


_LATER: Final = re.compile(rf"\b{_COUNT}\s+(?P<unit>day|week)s?\s+(?P<way>later|earlier|before)\b", re.IGNORECASE | re.ASCII)
_UNIT: Final = r"(?P<unit>day|week|month|year)"
_ABSOLUTE: Final = _rules(
    (rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>{_YEAR})\b", _whole_day),
    (rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH},?\s+(?P<year>{_YEAR})\b", _whole_day),
    (rf"\b{_YEAR}-\d\d-\d\d\b", _iso),
    (rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,?\s+{_YEAR})", _day_of_month),
    (rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}\b(?!,?\s+{_YEAR})", _day_of_month),
    (rf"\b{_MONTH},?\s+(?:of\s+)?(?P<year>{_YEAR})\b", _month_of_year),
    (rf"\b(?:in|since|during|by|until|last)\s+{_MONTH}\b(?!\s+\d)", _month_alone),
    (rf"\b(?:between|from)\s+(?P<year>{_YEAR})\s+(?:and|to|until|through)\s+(?P<last>{_YEAR})\b", _years),
    (rf"\b(?P<year>{_YEAR})\s?[-–]\s?(?P<last>{_YEAR})\b", _years),
    (rf"\b(?P<part>[Ee]arly|[Mm]id|[Ll]ate)[\s-]+(?P<year>{_YEAR})\b", _part_of_year),
    (rf"\b[Ss]ince\s+(?:at least\s+)?(?P<year>{_YEAR})\b", _since),
    (rf"\b(?:[Ii]n|[Dd]uring|[Tt]hroughout|[Bb]y)\s+(?P<year>{_YEAR})\b", _year),
)
_RELATIVE: Final = _rules(
    (r"\b(?:[Yy]esterday|[Tt]oday|[Tt]omorrow|[Tt]onight|[Ll]ast night|[Tt]his (?:morning|afternoon|evening))\b(?!['’]s)", _named_day),
    (r"\b(?:[Oo]n\s+|[Ll]ast\s+)?(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b", _weekday),
    (rf"\b{_COUNT}\s+{_UNIT}s?\s+ago\b", _ago),
    (r"\b(?P<which>[Tt]his|[Ll]ast|[Ee]arlier this|[Ll]ater this)\s+(?P<unit>week|month|year)\b", _named_period),
    (r"\b(?:[Rr]ecently|(?:[Ii]n|[Oo]ver)\s+(?:the\s+)?(?:recent|past|last)\s+(?P<unit>days|weeks|months|years))\b", _recently),
    (rf"\b(?:[Ff]or|[Ss]pent|[Oo]ver|[Dd]uring)\s+{_ABOUT}{_COUNT}\s+{_UNIT}s\b", _duration),
)
