"""The Dyadic Cyber Incident Dataset: incidents between two states, from its workbook or a sheet saved as CSV. No other dataset's codes."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from graph.dates import Span
from graph.errors import InputError, Place
from graph.ingest.rows import Entry, Reject, Row, Skip
from graph.model import Citation, Dataset, Event, Item, Participant, Record, Source
from loaders._expectation import Expectation, Looks
from loaders._lists.countries import States
from loaders._lists.tables import Line, open_table
from loaders._lists.texts import lists_below
from loaders._lists.workbooks import workbook_rows
from loaders.base import Load, Loader
from loaders.states import resolve_code

ID: Final = "dcid"
PART: Final = "incidents"
SUFFIXES: Final = (".xlsx", ".csv")
INCIDENTS: Final = frozenset(
    {"cyberincidentnum", "dyadpair", "statea", "stateb", "name", "interactionstartdate", "interactionenddate", "initiator", "severity"}
)
EFFECTS: Final = frozenset({"cyberincidentnum", "statea", "stateb", "initiator", "conv_escalation"})
_WANTED: Final = "expected: the DCID workbook with Cyberincidentnum, Dyadpair, StateA, StateB, Name, interactionstartdate, ..."
_SPELLINGS: Final = {"N Korea": "North Korea", "S Korea": "South Korea"}
_SAID: Final = {
    "dyadpair": "dyad",
    "method": "cyber_method",
    "targettype": "target_type",
    "cyber_objective": "cyber_objective",
    "information_operation": "information_operation",
    "objective_achievement": "objective_achieved",
    "concession": "concession",
    "3rdpartyinitiator": "third_party",
    "severity": "severity",
    "damage type": "damage_type",
    "crit inf": "critical_infrastructure",
    "supply ch": "supply_chain",
    "ransomware": "ransomware",
    "interactionstartdate": "coded_start",
    "interactionenddate": "coded_end",
}
DATASET: Final = Dataset(
    id=ID,
    title="Dyadic Cyber Incident Dataset, version 2.0",
    publisher="Ryan C. Maness, Brandon Valeriano and co-authors",
    licence="cite as given",
    citation="Maness, Valeriano, Hedgecock, Macias and Jensen: Dyadic Cyber Incident and Campaign Dataset, version 2.0.",
    redistribute="refer",
    columns={name: f"{column}, as coded" for column, name in _SAID.items()},
)
EXPECTED: Final = Expectation(
    "the DCID's incidents",
    rows=(200, 5000),
    filled={"interactionstartdate": (1, 1), "initiator": (1, 1), "severity": (0.95, 1), "sources1": (0.9, 1)},
)
"""Version 2.0 held 429 incidents, all with days, initiator and severity."""


def read(paths: tuple[Path, ...]) -> Iterator[Load]:
    """One load of all files. Nothing that a file lacks is taken as withdrawn.

    Raises:
        InputError: a path does not exist, or a folder holds nothing to read.
    """
    files = {path.resolve(): (path, name) for given in paths for path, name in lists_below(given, SUFFIXES)}
    looks = Looks()
    yield Load(DATASET, _rows(list(files.values()), looks), complete=False, parts=(PART,), looks=looks)


def _rows(files: list[tuple[Path, str]], looks: Looks) -> Iterator[Row]:
    states, told = States(ID), set[str]()
    for path, name in files:
        try:
            for line in _lines(path, name):
                yield line if isinstance(line, Reject) else _row(line, states, told, looks)
        except InputError as error:
            yield Reject(error.place, error.message, error.hint)


def _row(line: Line, states: States, told: set[str], looks: Looks) -> Row:
    if "interactionenddate" not in line.cells:
        return Skip(line.place, "scores what followed an incident, and dates no act")
    looks.row(line.place.file, EXPECTED, line.cells)
    number = line["cyberincidentnum"]
    if number in told:
        return Skip(line.place, "stands twice: an incident of this number was read before")
    try:
        items = _items(line, states)
    except InputError as error:
        return Reject(error.place, error.message, error.hint)
    told.add(number)
    return Entry(line.place, items)


def _lines(path: Path, name: str) -> Iterator[Line | Reject]:
    """Raises InputError where a file is no DCID."""
    if path.suffix.lower() == ".csv":
        yield from open_table(path, name, _is_dcid, _WANTED).lines()
        return
    columns: list[str] = []
    known = False
    for row in workbook_rows(path, name, _WANTED):
        values = [value.strip() for value in row.cells]
        if row.number == 1:
            columns = [value.casefold() for value in values]
            columns = columns if _is_dcid(frozenset(columns)) else []
            known = known or bool(columns)
        elif any(values[: len(columns)]):
            cells = {column: value for column, value in zip(columns, values, strict=False) if column}
            yield Line(Place(f"{name} ({row.sheet})", row.number), cells)
    if not known:
        raise InputError("no sheet of this workbook is the DCID", Place(name), hint=_WANTED)


def _is_dcid(columns: frozenset[str]) -> bool:
    return columns >= INCIDENTS or columns >= EFFECTS


def _wrong(line: Line, column: str, reason: str, hint: str = "") -> InputError:
    return InputError(reason, Place(line.place.file, line.place.line, column), hint=hint)


def _items(line: Line, states: States) -> tuple[Item, ...]:
    number = line["cyberincidentnum"]
    if not (number.isascii() and number.isdigit()):
        raise _wrong(line, "Cyberincidentnum", f"{number[:20]!r} is no number of an incident")
    initiator, target = _sides(line, states)
    start, end = _day(line, "interactionstartdate"), _day(line, "interactionenddate", needed=False)
    if start is None or (end and end.last < start.first):
        reason = f"the end ({line['interactionenddate']}) is before the start ({line['interactionstartdate']})"
        raise _wrong(line, "interactionenddate", reason)
    sources = tuple(_sources(line, f"{ID}:{number}"))
    event = Event(
        id=f"{ID}:{number}",
        dataset=ID,
        action=_action(line),
        date=start,
        end=end,
        participants=(Participant(record=initiator.id, role="source"), Participant(record=target.id, role="target")),
        citations=tuple(Citation(source=source.id) for source in sources),
        text=line["name"],
        note=line["political objective"],
        assertion="alleged",
        part=PART,
        said={name: line[column] for column, name in _SAID.items() if line[column]},
    )
    return (*sources, initiator, target, event)


def _sides(line: Line, states: States) -> tuple[Record, Record]:
    """The initiator by its COW number, and the other state of the dyad."""
    dyad = []
    for column in ("StateA", "StateB"):
        name = line[column.casefold()]
        record = states(_SPELLINGS.get(name, name))
        if record is None:
            raise _wrong(line, column, f"{name[:40]!r} is no state")
        dyad.append(record)
    code = line["initiator"]
    state = resolve_code(code, "cown")
    initiator = next((record for record in dyad if state and record.actor == state.id), None)
    others = [record for record in dyad if record is not initiator]
    if initiator is None or len(others) != 1 or others[0].id == initiator.id:
        reason = f"{code[:20]!r} ({state.name if state else 'no state'}) is not one of {dyad[0].name} and {dyad[1].name}"
        raise _wrong(line, "initiator", reason, "a COW number of one of the two states")
    return initiator, others[0]


def _day(line: Line, column: str, *, needed: bool = True) -> Span | None:
    """Nearly half of the starts fall on the first of a month: the coders write a month so, and a year as its first day."""
    text = line[column]
    if not text and not needed:
        return None
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:[ T][\d:.]+)?", text, re.ASCII)
    try:
        day = date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        day = None
    if day is None:
        raise _wrong(line, column, f"{text[:20]!r} is not a day", "YYYY-MM-DD")
    if day.day > 1:
        return Span.day(day)
    last = date(day.year, 12, 31) if day.month == 1 else day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return Span(day, last)


def _action(line: Line) -> str:
    """Severity 1 is probing and 6 and more destruction, as the vocabulary has it; between them the objective tells."""
    severity, objective = line["severity"], line["cyber_objective"]
    if not (severity.isascii() and severity.isdigit() and int(severity) <= 10):
        raise _wrong(line, "severity", f"{severity[:20]!r} is no severity", "0 to 10")
    if objective not in ("1", "2", "3", "4"):
        raise _wrong(line, "cyber_objective", f"{objective[:20]!r} is no objective", "1 disruption, 2 and 3 espionage, 4 degradation")
    if int(severity) < 2:
        return "cyber_reconnaissance"
    if int(severity) > 5:
        return "cyber_destruction"
    return "cyber_espionage" if objective in ("2", "3") else "cyber_disruption"


def _sources(line: Line, ref: str) -> Iterator[Source]:
    """The dataset's entry and what it cites, all of one origin: its grounds confirm nothing beyond it."""
    title = line["name"] or f"Incident {ref}"
    yield Source(id=ref, title=title, publisher=DATASET.publisher, reliability="B", origin=ref)
    columns = (*(f"sources{number}" for number in range(1, 6)), "justice", "cert", "fbi")
    for number, url in enumerate(dict.fromkeys(line[column].rstrip(";") for column in columns), start=1):
        match = re.fullmatch(r"https?://(?:www\.)?([^/\s?#]+)\S*", url)
        if match:
            yield Source(id=f"{ref}-s{number}", title=f"{match[1]} on {title}", publisher=match[1], url=url, origin=ref)


LOADER: Final = Loader(
    name="dcid",
    about="The Dyadic Cyber Incident Dataset: cyber incidents between rival states with method, objective and severity.",
    read=read,
    suffixes=SUFFIXES,
)
