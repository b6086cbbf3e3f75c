"""Which of MID's files a table is, by its columns, and its cells as days, codes and states. What rows mean together is not known here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final, Literal

from graph.dates import Span
from graph.model import Record, Source
from loaders._expectation import Expectation
from loaders._lists.tables import Line
from loaders.mid.codes import ACTIONS, NO_ACTION
from loaders.states import resolve_code

ID: Final = "mid"
Part = Literal["incidents", "dyads", "disputes"]
_ALIASES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"dispnum": ("dispnum4", "dispnum3", "disno"), "incidnum": ("incidnum4", "incidnum3")}
)
"""Version 4 numbers disputes and incidents twice; the newer number is the one that version 5 keeps."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the files: what of it must be there, and what one looks like."""

    name: str
    title: str
    part: Part
    needs: frozenset[str]
    lacks: frozenset[str]
    expected: Expectation


def _kind(name: str, title: str, part: Part, needs: str, lacks: str, rows: tuple[int, int], values: Mapping[str, str]) -> Kind:
    expected = Expectation(f"a whole {name}", rows=rows, values={column: frozenset(seen.split()) for column, seen in values.items()})
    return Kind(name, title, part, frozenset(needs.split()), frozenset(lacks.split()), expected)


_DAYS: Final = "stday stmon styear endday endmon endyear"
KINDS: Final = (
    _kind("MIDI", "incidents", "incidents", f"dispnum incidnum action {_DAYS}", "ccode", (1000, 20_000), {"hostlev": "2 3 4"}),
    _kind(
        "MIDIP",
        "participants of incidents",
        "incidents",
        f"dispnum incidnum ccode insidea action {_DAYS}",
        "",
        (2000, 40_000),
        {"insidea": "0 1"},
    ),
    _kind("MIDA", "disputes", "disputes", f"dispnum hiact outcome {_DAYS}", "ccode incidnum", (1500, 10_000), {"hostlev": "2 3 4 5"}),
    _kind(
        "MIDB", "participants of disputes", "disputes", f"dispnum ccode sidea hiact {_DAYS}", "incidnum", (4000, 20_000), {"sidea": "0 1"}
    ),
    _kind(
        "dyadic MID",
        "dyads of disputes by year",
        "dyads",
        "disno dyindex statea stateb strtday strtmnth strtyr endday endmnth endyear year",
        "",
        (5000, 40_000),
        {"hihost": "2 3 4 5"},
    ),
)


def kind_of(columns: frozenset[str]) -> Kind | None:
    """Which file has these columns."""
    named = columns | {name for name, others in _ALIASES.items() if columns & set(others)}
    return next((kind for kind in KINDS if kind.needs <= named and not kind.lacks & named), None)


def number(line: Line, column: str) -> str:
    """The number of a dispute or incident, whatever this version calls the column.

    Raises:
        ValueError: it is no number.
    """
    text = next((line[name] for name in (column, *_ALIASES[column]) if line[name] and line[name] != "-9"), "")
    if not (text.isascii() and text.isdecimal() and len(text) < 12):
        raise ValueError(f"{column}: {text[:40]!r} is not a number of a dispute or incident")
    return text


def days(line: Line, day: str, month: str, year: str) -> Span:
    """The days on which it can have been: MID writes -9 (or 0) for an unknown day or month.

    Raises:
        ValueError: the cells are no date.
    """
    cells = [line[column] for column in (day, month, year)]
    parts = [int(cell) if cell.lstrip("-").isdecimal() and cell.isascii() and len(cell) < 6 else None for cell in cells]
    if None in parts or not 1000 <= (parts[2] or 0) <= 2100:
        raise ValueError(f"{year}: {'-'.join(reversed(cells))[:40]} is not a year, month and day")
    known = [f"{parts[2]:04d}", *(f"{part:02d}" for part in (parts[1] or 0, parts[0] or 0) if part > 0)]
    if (parts[1] or 0) <= 0:
        known = known[:1]
    try:
        return Span.parse("-".join(known))
    except ValueError as error:
        raise ValueError(f"{day}: {error}") from None


def period(line: Line, start: tuple[str, str, str], end: tuple[str, str, str]) -> tuple[Span, Span]:
    """When it began and when it ended: an unknown day of one is bounded by the other.

    Raises:
        ValueError: the cells are no dates, or it ends before it begins.
    """
    begins, ends = days(line, *start), days(line, *end)
    if ends.last < begins.first:
        raise ValueError(f"{end[2]}: the end ({ends}) is before the start ({begins})")
    return Span(begins.first, min(begins.last, ends.last)), Span(max(begins.first, ends.first), ends.last)


@dataclass(frozen=True, slots=True)
class States:
    """Records of states by COW number and day."""

    _found: dict[tuple[str, date], Record | None] = field(default_factory=dict)

    def __call__(self, line: Line, column: str, on: date) -> Record:
        """
        Raises:
            ValueError: no state has the number on that day.
        """
        key = (line[column], on)
        if key not in self._found:
            state = resolve_code(line[column], "cown", on)
            self._found[key] = state.record(ID) if state else None
        if (record := self._found[key]) is None:
            raise ValueError(f"{column}: {line[column][:40]!r} is not a COW number of a state on {on}")
        return record


def action(code: str, column: str) -> str:
    """
    Raises:
        ValueError: the code is none of MID's.
    """
    if code != NO_ACTION and code not in ACTIONS:
        raise ValueError(f"{column}: {code[:40]!r} is not a militarized action of MID (0 to 21)")
    return code


def source(kind: Kind, version: str) -> Source:
    """The file as evidence."""
    known = version if version.isascii() and version.replace(".", "").isdigit() and len(version) < 8 else ""
    id_ = f"{ID}:{kind.name.replace(' ', '-')}" + (f"-{known}" if known else "")
    title = f"Militarized Interstate Disputes: {title_of(kind)}" + (f", version {known}" if known else "")
    return Source(id=id_, title=title, publisher="The Correlates of War Project", reliability="B")


def title_of(kind: Kind) -> str:
    return f"{kind.title} ({kind.name})"
