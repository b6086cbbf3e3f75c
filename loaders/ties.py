"""Threat and Imposition of Economic Sanctions: a case a row, from its workbook (.xls) or a table. No other dataset's codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from graph.dates import Span
from graph.errors import InputError, Place
from graph.ingest.rows import Entry, Reject, Row, Skip
from graph.model import Citation, Dataset, Event, Participant, Record, Source, Status
from loaders._expectation import Expectation, Looks
from loaders._lists.biff import biff_rows
from loaders._lists.tables import Line, named_rows, open_table
from loaders._lists.texts import lists_below
from loaders.base import Load, Loader
from loaders.states import resolve_code

ID: Final = "ties"
SUFFIXES: Final = (".csv", ".tsv", ".txt", ".xls")
DATASET: Final = Dataset(
    id=ID,
    title="Threat and Imposition of Economic Sanctions",
    publisher="University of North Carolina at Chapel Hill",
    licence="Free for research use, to be cited",
    citation=(
        "Morgan, T. Clifton, Navin Bapat and Yoshiharu Kobayashi (2014): Threat and imposition of economic sanctions 1945-2005: Updating "
        "the TIES dataset. Conflict Management and Peace Science 31(5)."
    ),
    redistribute="refer",
    columns={
        "case_id": "number of the case: the day on which it began, and a running number",
        "types": "types of sanctions imposed, 1 to 10, several with blanks between",
        "types_threatened": "types threatened, on a scale of its own, one higher than that of the imposed",
        "issues": "what the case is about, in TIES's codes",
        "institution": "COW numbers of the organizations through which the senders acted",
        "final_outcome": "how the case ended, 1 to 10, in TIES's codes",
        "ongoing_as_of": "the last day on which it was known to go on",
    },
)
REQUIRED: Final = frozenset({"caseid", "startyear", "sender1", "targetstate", "threat", "imposition", "sanctiontype"})
EXPECTED: Final = Expectation(
    "the cases of TIES",
    rows=(800, 5000),
    filled={"sender1": (0.85, 1), "targetstate": (0.95, 1)},
    values={"threat": frozenset({"0", "1"}), "imposition": frozenset({"0", "1"})},
)
TYPES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "1": ("total economic embargo", "embargo"),
        "2": ("partial economic embargo", "sanction"),
        "3": ("import restriction", "sanction"),
        "4": ("export restriction", "sanction"),
        "5": ("blockade", "blockade"),
        "6": ("asset freeze", "asset_freeze"),
        "7": ("termination of foreign aid", "aid_suspension"),
        "8": ("travel ban", "travel_ban"),
        "9": ("suspension of an economic agreement", "sanction"),
        "10": ("other sanctions", "sanction"),
    }
)
_UNION: Final = Record(id=f"{ID}:1000", kind="Organization", name="European Union", aliases=("EEC", "EC", "EU"), codes={"ties": "1000"})
_SOURCE: Final = Source(
    id=f"{ID}:cases", title="Threat and Imposition of Economic Sanctions, cases", publisher=DATASET.publisher, reliability="B"
)
_SENDERS: Final = tuple(f"sender{number}" for number in range(1, 6))
_EXPECTED: Final = (
    "expected: the cases of TIES (.xls or CSV), with caseid, startyear, sender1, targetstate, threat, imposition, sanctiontype"
)


@dataclass(frozen=True, slots=True)
class _Case:
    """Who stands against whom, and when it began and ended."""

    id: str
    senders: tuple[Record, ...]
    target: Record
    start: Span
    end: Span | None
    said: Mapping[str, str | int]


def read(paths: tuple[Path, ...]) -> Iterator[Load]:
    """One load of all files.

    Raises:
        InputError: a path does not exist, or a folder holds nothing to read.
    """
    files = {path.resolve(): (path, name) for given in paths for path, name in lists_below(given, SUFFIXES)}
    looks = Looks()
    yield Load(DATASET, _rows(list(files.values()), looks), parts=("cases",), looks=looks)


def _rows(files: list[tuple[Path, str]], looks: Looks) -> Iterator[Row]:
    told = set[str]()
    for path, name in files:
        try:
            for line in _lines(path, name):
                if isinstance(line, Line):
                    looks.row(name, EXPECTED, line.cells)
                    yield _row(line, told)
                else:
                    yield line
        except InputError as error:
            yield Reject(error.place, error.message, error.hint)


def _lines(path: Path, name: str) -> Iterator[Line | Reject]:
    """The cases of a file. Raises InputError where it is none."""

    def is_ties(columns: frozenset[str]) -> bool:
        return columns >= REQUIRED

    if path.suffix.lower() == ".xls":
        return named_rows(biff_rows(path, name), name, is_ties, _EXPECTED)
    return open_table(path, name, is_ties, _EXPECTED).lines()


def _row(line: Line, told: set[str]) -> Row:
    try:
        case = _case(line)
        if case.id in told:
            return Skip(line.place, "stands twice: the same case")
        threat = [_threat(case, line)] if _flag(line, "threat") else []
        imposed = _imposed(case, line) if _flag(line, "imposition") else []
    except ValueError as error:
        column, _, reason = str(error).partition(": ")
        return Reject(Place(line.place.file, line.place.line, column), reason)
    told.add(case.id)
    if not threat and not imposed:
        return Skip(line.place, "neither threatened nor imposed")
    return Entry(line.place, (_SOURCE, *case.senders, case.target, *threat, *imposed))


def _case(line: Line) -> _Case:
    number = line["caseid"]
    if not (number.isascii() and number.isdecimal() and len(number) <= 12):
        raise ValueError(f"caseid: {number[:40]!r} is not a number of a case")
    start, end = _day(line, "start"), _day(line, "end")
    if start is None:
        raise ValueError("startyear: the year in which the case began is missing")
    if end and end.last < start.first:
        raise ValueError(f"endyear: the end ({end}) is before the start ({start})")
    senders = {record.id: record for record in _senders(line, start.first)}
    target = _party(line["targetstate"], "targetstate", start.first)
    if target.id in senders:
        raise ValueError(f"targetstate: {line['targetstate']} stands on both sides")
    known = _day(line, "ongoingasof")
    issues = " ".join(line[column] for column in ("issue1", "issue2", "issue3") if line[column])
    said = {"case_id": number, "issues": issues, "institution": line["institutionid"], "final_outcome": line["finaloutcome"]}
    said["ongoing_as_of"] = str(known) if known else ""
    return _Case(f"{ID}:{number}", tuple(senders.values()), target, start, end, {name: said[name] for name in said if said[name]})


def _senders(line: Line, on: date) -> Iterator[Record]:
    """States; where a case names none, the organizations that acted, by their numbers."""
    named = [column for column in _SENDERS if line[column]]
    for column in named:
        yield _party(line[column], column, on)
    if named:
        return
    numbers = line["institutionid"].split()
    if not numbers or not all(number.isascii() and number.isdecimal() and len(number) < 7 for number in numbers):
        raise ValueError("sender1: the case names no sender, neither a state nor the number of an organization")
    for number in numbers:
        name = f"Intergovernmental organization {number} (COW)"
        yield Record(id=f"{ID}:igo-{number}", kind="Organization", name=name, codes={"cow_igo": number})


def _party(code: str, column: str, on: date) -> Record:
    if code == "1000":
        return _UNION
    state = resolve_code(code, "cown", on) if code.isascii() and code.isdecimal() else None
    if state is None:
        raise ValueError(f"{column}: {code[:40]!r} is not a COW number of a state on {on}")
    return state.record(ID)


def _flag(line: Line, column: str) -> bool:
    if line[column] not in ("0", "1"):
        raise ValueError(f"{column}: {line[column][:40]!r} is neither 0 nor 1")
    return line[column] == "1"


def _threat(case: _Case, line: Line) -> Event:
    said = dict(case.said) | ({"types_threatened": types} if (types := " ".join(line["sanctiontypethreat"].split())) else {})
    return _event(case, "threat", ("threat_nonforce", "threat of sanctions"), case.start, None, said)


def _imposed(case: _Case, line: Line) -> list[Event]:
    """An action for each kind of measure, as of the day of imposition."""
    types = line["sanctiontype"].split()
    if any(code not in TYPES for code in types):
        raise ValueError(f"sanctiontype: {line['sanctiontype'][:40]!r} is not a list of types of sanctions (1 to 10)")
    day = _day(line, "sancimpositionstart")
    if day is None:
        raise ValueError("sancimpositionstartyear: the sanctions were imposed, but in no year")
    if case.end and case.end.last < day.first:
        raise ValueError(f"sancimpositionstartyear: imposed ({day}) after the end of the case ({case.end})")
    if not types:
        return [_event(case, "sanction", ("sanction", "sanctions of a type that is not told"), day, case.end, case.said)]
    found: dict[str, list[str]] = {}
    for code in dict.fromkeys(types):
        found.setdefault(TYPES[code][1], []).append(code)
    return [
        _event(case, action, (action, ", ".join(TYPES[code][0] for code in codes)), day, case.end, {**case.said, "types": " ".join(codes)})
        for action, codes in found.items()
    ]


def _event(case: _Case, what: str, act: tuple[str, str], day: Span, end: Span | None, said: Mapping[str, str | int]) -> Event:
    action, words = act
    names = [sender.name for sender in case.senders]
    # Without an end and without a day on which it went on, TIES does not tell whether it is over.
    status: Status = "ended" if end else "in_force" if what != "threat" and "ongoing_as_of" in said else "executed"
    return Event(
        id=f"{case.id}-{what}",
        dataset=ID,
        action=action,
        date=day,
        end=end,
        status=status,
        participants=(
            *(Participant(record=sender.id, role="source") for sender in case.senders),
            Participant(record=case.target.id, role="target"),
        ),
        citations=(Citation(source=_SOURCE.id, credibility="2"),),
        text=f"{', '.join(names)}: {words} against {case.target.name}",
        assertion="confirmed",
        part="cases",
        said=said,
    )


def _day(line: Line, what: str) -> Span | None:
    """A day, month or year from three cells; None without a year."""
    cells = [line[f"{what}{part}"] for part in ("year", "month", "day")]
    if not cells[0]:
        return None
    known: list[str] = []
    for cell, width in zip(cells, (4, 2, 2), strict=True):
        if not cell:
            break
        known.append(cell.zfill(width))
    try:
        return Span.parse("-".join(known))
    except ValueError as error:
        raise ValueError(f"{what}year: {error}") from None


LOADER: Final = Loader(
    name=ID,
    about="Threat and Imposition of Economic Sanctions: which sanctions were threatened and which imposed, and on what days.",
    read=read,
    suffixes=SUFFIXES,
)
