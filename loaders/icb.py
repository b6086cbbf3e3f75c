"""The actors of International Crisis Behavior: what set off a state's crisis, and how it answered. No measures of crises are taken here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from graph.dates import Span
from graph.errors import InputError, Place
from graph.ingest.rows import Entry, Reject, Row, Skip
from graph.model import Citation, Dataset, Event, Participant, Record, Response, Source
from graph.progress import Extent
from loaders._expectation import Expectation, Looks
from loaders._lists.tables import Line, Table, open_table
from loaders._lists.texts import lists_below
from loaders.base import Load, Loader
from loaders.states import resolve_code

ID: Final = "icb"
SUFFIXES: Final = (".csv", ".tsv", ".txt")
DATASET: Final = Dataset(
    id=ID,
    title="International Crisis Behavior, actor level",
    publisher="International Crisis Behavior Project",
    licence="Free for research use, to be cited",
    citation=(
        "Brecher, Michael, Jonathan Wilkenfeld, Kyle Beardsley, Patrick James and David Quinn: International Crisis Behavior Data. "
        "Brecher, Michael, and Jonathan Wilkenfeld (2000): A Study of Crisis. University of Michigan Press."
    ),
    redistribute="refer",
    columns={
        "crisis": "number of the crisis (crisno)",
        "crisis_name": "name of the crisis",
        "crisis_actor": "number of the state's crisis (cracno)",
        "icb_trigger": "what set the crisis off, 1 to 9, in ICB's codes (triggr)",
        "icb_response": "the state's major response, 1 to 9, in ICB's codes (majres)",
        "terminated": "the day on which the crisis ended for the state",
        "outcome": "1 victory, 2 compromise, 3 stalemate, 4 defeat, 5 other (outcom)",
        "outcome_form": "form of the outcome, in ICB's codes (outfor)",
        "violence": "1 none, 2 minor clashes, 3 serious clashes, 4 war (viol)",
        "gravity": "gravest value at stake, in ICB's codes (gravty)",
    },
)
_ACTORS: Final = frozenset({"crisno", "cracno", "cracid", "triggr", "yrtrig", "motrig", "datrig", "trigent", "majres"})
_CRISES: Final = frozenset({"crisno", "crisname", "yrtrig", "gravcr"})
EXPECTED: Final = Expectation(
    "ICB's file of crisis actors",
    rows=(900, 5000),
    filled={"trigent": (0.95, 1), "dayres": (0.9, 1)},
    values={"triggr": frozenset("1239"), "viol": frozenset("1234")},
)
_SOURCE: Final = Source(
    id=f"{ID}:actors", title="International Crisis Behavior data, crisis actors (icb2)", publisher=DATASET.publisher, reliability="B"
)


@dataclass(frozen=True, slots=True)
class _Code:
    """A code of ICB: its words, our action, and a rung of its own where the code may stand for less than the action."""

    words: str
    action: str
    rung: int | None = None
    why: str = ""


_LEAST: Final = "ICB's code for any economic act, withheld aid among them"
TRIGGERS: Final[Mapping[str, _Code]] = MappingProxyType(
    # A trigger is by ICB's definition what a state's leaders perceived as a threat.
    {
        "1": _Code("verbal act", "threat_nonforce"),
        "2": _Code("political act", "threat_nonforce"),
        "3": _Code("economic act", "sanction", 3, _LEAST),
        "4": _Code("external change", "threat_nonforce"),
        "5": _Code("other non-violent act", "threat_nonforce"),
        "6": _Code("challenge to the regime from within", "threat_nonforce"),
        "7": _Code("non-violent military act", "show_of_force"),
        "8": _Code("indirect violent act", "threat_force"),
        "9": _Code("violent act", "attack"),
    }
)
NO_RESPONSE: Final = "1"
RESPONSES: Final[Mapping[str, _Code]] = MappingProxyType(
    {
        "2": _Code("verbal act", "protest_diplomatic"),
        "3": _Code("political act", "protest_diplomatic"),
        "4": _Code("economic act", "sanction", 3, _LEAST),
        "5": _Code("other non-violent act", "protest_diplomatic"),
        "6": _Code("non-violent military act", "show_of_force"),
        "7": _Code("several acts, non-violent military ones among them", "show_of_force"),
        "8": _Code("violent military act", "attack"),
        "9": _Code("several acts, violent military ones among them", "attack"),
    }
)
UNNAMED: Final = MappingProxyType({"995": "actors within the state", "996": "a non-state actor", "997": "more than one state"})


@dataclass(frozen=True, slots=True)
class _Crisis:
    """One state's crisis: who it was, who set it off, when."""

    id: str
    actor: Record
    other: Record
    trigger: Span
    ended: Span | None
    said: dict[str, str | int] = field(default_factory=dict)


def read(paths: tuple[Path, ...]) -> Iterator[Load]:
    """One load of all files.

    Raises:
        InputError: a path does not exist, or a folder holds nothing to read.
    """
    tables, rejects, looks, seen = list[Table](), list[Reject](), Looks(), set[Path]()
    for path, name in (found for given in paths for found in lists_below(given, SUFFIXES)):
        if path.resolve() in seen:
            continue
        seen.add(path.resolve())
        try:
            tables.append(open_table(path, name, _is_icb, "expected: icb2 (crisis actors) or icb1 (crises) with its header"))
        except InputError as error:
            rejects.append(Reject(error.place, error.message, error.hint))
    yield Load(DATASET, _rows(tables, rejects, looks), parts=("actors",), extent=Extent(), looks=looks)


def _is_icb(columns: frozenset[str]) -> bool:
    return columns >= _ACTORS or columns >= _CRISES


def _rows(tables: list[Table], rejects: list[Reject], looks: Looks) -> Iterator[Row]:
    yield from rejects
    told = set[str]()
    for table in tables:
        actors = frozenset(table.columns) >= _ACTORS
        for line in table.lines():
            if not isinstance(line, Line):
                yield line
            elif not actors:
                yield Skip(line.place, "the file of crises (icb1) names no parties: icb2 does")
            else:
                looks.row(table.name, EXPECTED, line.cells)
                yield _row(line, told)


def _row(line: Line, told: set[str]) -> Row:
    try:
        crisis = _crisis(line)
        if crisis.id in told:
            return Skip(line.place, "stands twice: the same crisis and crisis actor")
        trigger = _trigger(crisis, line)
        response = _response(crisis, line, trigger)
    except ValueError as error:
        column, _, reason = str(error).partition(": ")
        return Reject(Place(line.place.file, line.place.line, column), reason)
    told.add(crisis.id)
    return Entry(line.place, (_SOURCE, crisis.actor, crisis.other, trigger, *([response] if response else [])))


def _crisis(line: Line) -> _Crisis:
    crisno, cracno = (_number(line, column) for column in ("crisno", "cracno"))
    id_ = f"{ID}:{crisno}-{cracno}"
    trigger = _day(line, "yrtrig", "motrig", "datrig")
    if trigger is None:
        raise ValueError("yrtrig: the day of the trigger is missing")
    actor = _state(line, "cracid", trigger.first)
    words = UNNAMED.get(line["trigent"])
    other = Record(id=f"{id_}-trigger-by", kind="Group", name=words, unnamed=True) if words else _state(line, "trigent", trigger.first)
    if other.id == actor.id:
        raise ValueError(f"trigent: {line['trigent']} is the crisis actor itself")
    ended = _day(line, "yrterm", "moterm", "daterm")
    said: dict[str, str | int] = {"crisis": crisno, "crisis_actor": cracno, "crisis_name": line["crisname"]}
    said |= {"outcome": line["outcom"], "outcome_form": line["outfor"], "violence": line["viol"], "gravity": line["gravty"]}
    said |= {"terminated": str(ended) if ended else ""}
    return _Crisis(id_, actor, other, trigger, ended, {name: value for name, value in said.items() if value != ""})


def _trigger(crisis: _Crisis, line: Line) -> Event:
    code = TRIGGERS.get(line["triggr"])
    if code is None:
        raise ValueError(f"triggr: {line['triggr'][:40]!r} is no trigger of ICB (1 to 9)")
    said = crisis.said | {"icb_trigger": line["triggr"]}
    return _event(crisis, "trigger", code, (crisis.other, crisis.actor), crisis.trigger, said)


def _response(crisis: _Crisis, line: Line, trigger: Event) -> Event | None:
    """The major response, which ICB tells as an answer to the trigger. Where its day is missing it lies before the crisis ended."""
    if line["majres"] == NO_RESPONSE:
        return None
    code = RESPONSES.get(line["majres"])
    if code is None:
        raise ValueError(f"majres: {line['majres'][:40]!r} is no major response of ICB (1 to 9)")
    day = _day(line, "yerres", "monres", "dayres")
    if day is None:
        if crisis.ended is None or crisis.ended.last < crisis.trigger.first:
            raise ValueError("yerres: neither the response nor the end of the crisis has a day")
        day = Span(crisis.trigger.first, crisis.ended.last)
    if day.last < crisis.trigger.first:
        raise ValueError(f"yerres: the response ({day}) is before its trigger ({crisis.trigger})")
    # An answer is no earlier than what it answers, so a month of which no day is known begins with the trigger.
    day = Span(max(day.first, crisis.trigger.first), day.last)
    answers = (Response(event=trigger.id, basis="stated", words="major response to the trigger", source=_SOURCE.id),)
    said = crisis.said | {"icb_response": line["majres"]}
    return _event(crisis, "response", code, (crisis.actor, crisis.other), day, said, answers)


def _event(
    crisis: _Crisis,
    what: str,
    code: _Code,
    ends: tuple[Record, Record],
    day: Span,
    said: dict[str, str | int],
    answers: tuple[Response, ...] = (),
) -> Event:
    source, target = ends
    return Event(
        id=f"{crisis.id}-{what}",
        dataset=ID,
        action=code.action,
        date=day,
        participants=(Participant(record=source.id, role="source"), Participant(record=target.id, role="target")),
        citations=(Citation(source=_SOURCE.id, credibility="2"),),
        text=f"{source.name}: {code.words} against {target.name} ({what} of {crisis.said.get('crisis_name', 'a crisis')})",
        assertion="confirmed",
        rung=code.rung,
        rung_reason=code.why,
        part="actors",
        said=said,
        responds_to=answers,
    )


def _number(line: Line, column: str) -> str:
    text = line[column]
    if not (text.isascii() and text.isdecimal() and len(text) < 8):
        raise ValueError(f"{column}: {text[:40]!r} is not a number")
    return text


def _state(line: Line, column: str, on: date) -> Record:
    code = _number(line, column)
    state = resolve_code(code, "cown", on)
    if state is None:
        raise ValueError(f"{column}: {code!r} is not a COW number of a state on {on}")
    return state.record(ID)


def _day(line: Line, year: str, month: str, day: str) -> Span | None:
    """None without a year. Empty cells are unknown, and so are the 66, 77 and 88 that ICB writes for a part of the month."""
    if not line[year]:
        return None
    parts = [_number(line, year)] + [_number(line, column) if line[column] else "" for column in (month, day)]
    known = [parts[0]]
    if parts[1]:
        known.append(parts[1].zfill(2))
        if parts[2] and parts[2] not in ("66", "77", "88", "99"):
            known.append(parts[2].zfill(2))
    try:
        return Span.parse("-".join(known))
    except ValueError as error:
        raise ValueError(f"{year}: {error}") from None


LOADER: Final = Loader(
    name="icb",
    about="International Crisis Behavior: what set off each state's crisis, by whom, and how the state answered.",
    read=read,
    suffixes=SUFFIXES,
)
