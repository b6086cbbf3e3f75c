"""Days as tables give them: one text in some format, or year, month and day in columns of their own; vague ones stay vague. No files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from graph.dates import Span
from graph.errors import Place
from loaders.chronology.fields import EntryError, Fields, Scope, Shape, as_text
from loaders.chronology.nodes import Node, Table, shorten
from loaders.table.values import VALUE, CellError, Cells, Value, refuse_bare_braces, value_of

DAY: Final = Shape("a date", (), (*VALUE.optional, "format", "century", "year", "month", "day"))
ISO: Final = "as in 2024, 2024-03, 2024-03-25, or two of them with .. between; for any other form give a `format`"
_TIME: Final = re.compile(r"(?<=\d)[T ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$", re.ASCII)
_TOKEN: Final = re.compile(r"YYYY|YY|Month|Mon|MM|DD|\*")
_PATTERNS: Final = MappingProxyType(
    {"YYYY": r"(?P<year>\d{4})", "YY": r"(?P<year>\d{2})", "MM": r"(?P<month>\d{1,2})", "DD": r"(?P<day>\d{1,2})", "*": r".*"}
    | dict.fromkeys(("Month", "Mon"), r"(?P<month>[A-Za-z]{3,9})\.?")
)
_MONTHS: Final = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_WHOLE: Final = re.compile(r"\d{1,4}(\.0)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class DayRule:
    """`value` read by the `formats` (ISO where there is none), or else the three parts, of which the later may be missing."""

    value: Value | None = None
    formats: tuple[str, ...] = ()
    century: str = ""
    parts: tuple[Value | None, Value | None, Value | None] = (None, None, None)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(column for value in (self.value, *self.parts) if value for column in value.columns))

    @property
    def column(self) -> str:
        return self.columns[0] if self.columns else ""

    def of(self, cells: Cells) -> Span | None:
        """The days that the cells leave open; None where they say nothing.

        Raises:
            CellError: they are no date.
        """
        if self.value is None:
            return self._of_parts(cells)
        text = self.value.of(cells)
        if not text:
            return None
        try:
            return self._formatted(text) if self.formats else Span.parse(_TIME.sub("", text))
        except ValueError as error:
            hint = f"formats: {', '.join(self.formats)}" if self.formats else ISO
            raise CellError(self.column, shorten(str(error), 160), hint, text) from None

    def _formatted(self, text: str) -> Span:
        for form in self.formats:
            if match := _pattern(form).fullmatch(text):
                found = match.groupdict()
                year = found["year"]
                return span_of(self.century + year if len(year) == 2 else year, found.get("month") or "", found.get("day") or "")
        raise ValueError(f"{text!r} has none of the formats of the mapping")

    def _of_parts(self, cells: Cells) -> Span | None:
        year, month, day = (value.of(cells) if value else "" for value in self.parts)
        if not year:
            return None
        for value, text in zip(self.parts, (year, month, day), strict=True):
            if value and text and not _WHOLE.fullmatch(text) and text.lower()[:3] not in _short_months():
                raise CellError(value.column, f"{shorten(text, 40)!r} is not a number of a year, month or day", detail=text)
        try:
            return span_of(year.removesuffix(".0"), month.removesuffix(".0"), day.removesuffix(".0"))
        except ValueError as error:
            raise CellError(self.column, str(error), "is the order of the parts right?", f"{year}-{month}-{day}") from None


def span_of(year: str, month: str = "", day: str = "") -> Span:
    """The days of a year, month or day; 0 stands for unknown, as in 00/00/1994.

    Raises:
        ValueError: there is no such day.
    """
    text = f"{int(year):04}"
    if number := _month(month):
        text += f"-{number:02}"
        if int(day or 0):
            text += f"-{int(day):02}"
    elif int(day or 0):
        raise ValueError(f"the day {day} stands without its month")
    return Span.parse(text)


def day_rule_of(node: Node, place: Place, scope: Scope) -> DayRule:
    """Read a date of the mapping.

    Raises:
        EntryError: it is none.
    """
    if isinstance(node, Table):
        refuse_bare_braces(node, place)
    names = {key.value for key, _ in node.pairs} if isinstance(node, Table) else set()
    if not isinstance(node, Table) or not names & set(DAY.optional):
        return DayRule(value_of(node, place, scope))
    fields = Fields(node, DAY, scope, place.column)
    if fields.has("year"):
        return DayRule(parts=_three(fields))
    formats = tuple(_checked(as_text(item, where), where) for item, where in fields.one_or_many("format"))
    century = fields.text("century")
    if any("YY" in form.replace("YYYY", "") for form in formats) != bool(century) or (century and not re.fullmatch(r"\d\d", century)):
        raise EntryError("YY in a format and `century` go together", place, hint="`century: 20` reads YY as 20YY; or write YYYY")
    kept = tuple((key, inner) for key, inner in node.pairs if key.value in VALUE.optional)
    return DayRule(value_of(Table(kept, node.line), place, scope), formats, century)


def _three(fields: Fields) -> tuple[Value | None, Value | None, Value | None]:
    given = [name for name in (*VALUE.optional, "format", "century") if fields.has(name)]
    if given:
        raise fields.wrong(given[0], f"`{given[0]}` and `year` do not go together", "give year, month and day, or one column")
    year, month, day = (
        value_of(fields.node(name), fields.place(name), fields.scope) if fields.has(name) else None for name in ("year", "month", "day")
    )
    return year, month, day


def _checked(form: str, place: Place) -> str:
    tokens = _TOKEN.findall(form)
    named = [_PATTERNS[token][3:9] for token in tokens if token != "*"]
    if not {"YYYY", "YY"} & set(tokens) or len(set(named)) != len(named):
        raise EntryError(f"{shorten(form)!r} is not a format of dates", place, hint="made of YYYY (or YY), MM, Mon or Month, DD and *")
    return form


@cache
def _pattern(form: str) -> re.Pattern[str]:
    """Where digits stand without anything between them, a month and a day have two."""
    packed = re.search(r"(YYYY|YY|MM|DD)(YYYY|YY|MM|DD)", form)
    pattern, end = "", 0
    for match in _TOKEN.finditer(form):
        token = _PATTERNS[match[0]]
        pattern += re.escape(form[end : match.start()]) + (token.replace("{1,2}", "{2}") if packed else token)
        end = match.end()
    return re.compile(pattern + re.escape(form[end:]), re.ASCII | re.IGNORECASE)


def _month(text: str) -> int:
    if not text or text.isdecimal():
        return int(text or 0)
    found = _short_months().get(text.lower()[:3])
    if found is None:
        raise ValueError(f"{text!r} is not a month in English")
    return found


@cache
def _short_months() -> Mapping[str, int]:
    return MappingProxyType({name[:3]: number for number, name in enumerate(_MONTHS, start=1)})
