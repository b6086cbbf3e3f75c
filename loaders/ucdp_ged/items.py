"""A row of GED as an event between its sides, with its deaths, days, place and sources. Files are read elsewhere."""

from __future__ import annotations

import math
import re
from datetime import date
from types import MappingProxyType
from typing import Final

from graph.dates import Span
from graph.errors import InputError, Place
from graph.model import Citation, Event, Item, Participant, Record, Source
from loaders._lists.tables import Line
from loaders.ucdp_ged.sides import ID, Parties, civilians

__all__ = ["ID", "PART", "SAID", "OneActor", "items_of", "number_of"]

PART: Final = "events"
ACTIONS: Final = MappingProxyType({"1": "armed_clash", "2": "armed_clash", "3": "attack"})
"""By type of violence. GED does not say who began a clash; in one-sided violence side a attacks."""

_TEXTS: Final = MappingProxyType(
    {
        "relid": "relid",
        "conflict": "conflict_name",
        "dyad": "dyad_name",
        "where_precision": "where_prec",
        "place": "where_coordinates",
        "place_detail": "where_description",
        "adm1": "adm_1",
        "adm2": "adm_2",
        "country": "country",
        "region": "region",
        "code_status": "code_status",
        "event_clarity": "event_clarity",
        "date_precision": "date_prec",
        "violence": "type_of_violence",
        "informant": "source_original",
    }
)
_COUNTS: Final = MappingProxyType(
    {
        "low": "low",
        "high": "high",
        "deaths_a": "deaths_a",
        "deaths_b": "deaths_b",
        "deaths_civilians": "deaths_civilians",
        "deaths_unknown": "deaths_unknown",
    }
)
_DEGREES: Final = MappingProxyType({"latitude": 90, "longitude": 180})
SAID: Final = MappingProxyType({**_TEXTS, **_COUNTS, **{name: name for name in _DEGREES}})
GED: Final = Source(id=f"{ID}:ged", title="UCDP Georeferenced Event Dataset", publisher="Uppsala Conflict Data Program", reliability="B")
_LONGEST: Final = 2_000
_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T][\d:.]*Z?)?")


class OneActor(Exception):
    """Both sides are one actor: there is no edge to be made."""


def items_of(line: Line, parties: Parties) -> tuple[Item, ...]:
    """The event with its sides and sources.

    Raises:
        InputError: a cell is wrong; the place names the column. OneActor.
    """
    number, span = number_of(line, "id"), _span(line)
    violence = number_of(line, "type_of_violence")
    if violence not in ACTIONS:
        raise _wrong(line, "type_of_violence", "is not 1, 2 or 3")
    sources = parties.side(line, "a", span.first)
    targets = (civilians(line, number),) if violence == "3" else parties.side(line, "b", span.first)
    if {one.id for one in sources} & {one.id for one in targets}:
        raise OneActor
    event = _event(line, number, span, (sources, targets))
    reports = _reports(line, number)
    return (GED, *reports, *sources, *targets, event)


def _event(line: Line, number: str, span: Span, sides: tuple[tuple[Record, ...], tuple[Record, ...]]) -> Event:
    sources, targets = sides
    clear = number_of(line, "event_clarity") != "2"
    citations: tuple[Citation, ...] = (Citation(source=GED.id, credibility="2" if clear else "3"),)
    if reports := _reports(line, number):
        citations += (Citation(source=reports[0].id, date=reports[0].published, credibility="3"),)
    return Event(
        id=f"{ID}:{number}",
        dataset=ID,
        action=ACTIONS[number_of(line, "type_of_violence")],
        date=span,
        participants=(
            *(Participant(record=one.id, role="source") for one in sources),
            *(Participant(record=one.id, role="target") for one in targets),
        ),
        citations=citations,
        published=_published(line, span),
        assertion="confirmed" if line["code_status"] in ("", "Clear") else "alleged",
        magnitude=_count(line, "best"),
        unit="deaths",
        note=_contradiction(line),
        part=PART,
        said=_said(line),
    )


def _contradiction(line: Line) -> str:
    """GED's own bounds do not always hold its best estimate; such rows stay as they say."""
    low, best, high = (_count(line, name) for name in ("low", "best", "high"))
    return "" if low <= best <= high else f"as the source says it: best {best:g} does not lie between low {low:g} and high {high:g}"


def _said(line: Line) -> dict[str, str | int | float]:
    said: dict[str, str | int | float] = {
        ours: line[theirs].removesuffix(".0")[:_LONGEST] for ours, theirs in _TEXTS.items() if line[theirs]
    }
    said |= {ours: _count(line, theirs) for ours, theirs in _COUNTS.items() if line[theirs]}
    return said | {name: _degree(line, name, most) for name, most in _DEGREES.items() if line[name]}


def _reports(line: Line, number: str) -> tuple[Source, ...]:
    """What UCDP read, as one source: the cell holds one report or several, written in many ways."""
    if not (told := line["source_article"].strip(' ";')):
        return ()
    days = _days(line)
    return (
        Source(
            id=f"{ID}:reports-{number}",
            title=told[:_LONGEST],
            publisher=line["source_office"][:_LONGEST] or "as the title says",
            published=Span(min(days), max(days)) if days else None,
        ),
    )


def _published(line: Line, span: Span) -> date | None:
    """The day of the first report that was read; unknown where one is older than the event, for then that day is wrong or of another."""
    days = _days(line)
    return min(days) if days and min(days) >= span.first else None


def _days(line: Line) -> list[date]:
    found = []
    for part in line["source_date"].split(";"):
        try:
            found.append(date.fromisoformat(part.strip()[:10]))
        except ValueError:
            # Cells hold months, notes and nothing; only a day is a day.
            continue
    return found


def _span(line: Line) -> Span:
    first, last = (_day(line, name) for name in ("date_start", "date_end"))
    if last < first:
        raise _wrong(line, "date_end", f"is before the start ({first})")
    return Span(first, last)


def _day(line: Line, column: str) -> date:
    match = _DAY.fullmatch(line[column])
    try:
        return date.fromisoformat(match[1] if match else "")
    except ValueError:
        raise _wrong(line, column, "is not a day (YYYY-MM-DD)") from None


def number_of(line: Line, column: str) -> str:
    """A whole number as text; programs that save tables again write `300380.0`.

    Raises:
        InputError: it is none.
    """
    text = line[column].removesuffix(".0")
    if not re.fullmatch(r"[0-9]{1,12}", text) and (text or column != "event_clarity"):
        raise _wrong(line, column, "is not a whole number")
    return text


def _count(line: Line, column: str) -> float:
    value = _number(line, column)
    if value < 0:
        raise _wrong(line, column, "is less than nothing")
    return value


def _degree(line: Line, column: str, most: int) -> float:
    value = _number(line, column)
    if abs(value) > most:
        raise _wrong(line, column, f"is not a degree from -{most} to {most}")
    return value


def _number(line: Line, column: str) -> float:
    try:
        value = float(line[column])
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise _wrong(line, column, "is not a number")
    return value


def _wrong(line: Line, column: str, what: str) -> InputError:
    return InputError(f"{column} {what}: {line[column][:40]!r}", Place(line.place.file, line.place.line, column))
