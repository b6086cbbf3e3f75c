"""Rows of MID's files put together: an incident with its participants, a dispute with its sides, a dyad's years. One row value each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from graph.dates import Span
from graph.errors import Place
from graph.ingest.rows import Entry, Reject, Row, Skip
from loaders._lists.tables import Line
from loaders.mid.acts import Party, Unit
from loaders.mid.codes import NO_ACTION, of_dyads
from loaders.mid.files import Kind, Part, States, action, days, number, period, source

_ORDER: Final[tuple[Part, ...]] = ("incidents", "dyads", "disputes")
"""From the finest on: a dispute is told once, by the first of these that has it."""

_ONE: Final[Mapping[Part, str]] = MappingProxyType(
    {"incidents": "incident", "dyads": "dyad in which one state acted against another", "disputes": "dispute"}
)
_START: Final = ("stday", "stmon", "styear")
_END: Final = ("endday", "endmon", "endyear")


@dataclass(frozen=True, slots=True)
class Told:
    """A row that tells of a unit."""

    place: Place
    unit: Unit


@dataclass(frozen=True, slots=True)
class _Year:
    """A row of the dyadic file, with an action."""

    index: int
    place: Place
    year: int
    party: Party
    target: Party


@dataclass(slots=True)
class Register:
    """All rows in the order of their files, with what they tell."""

    rows: list[Row | Told] = field(default_factory=list)
    parts: set[Part] = field(default_factory=set)
    _units: dict[str, Unit] = field(default_factory=dict)
    _years: dict[tuple[str, ...], list[_Year]] = field(default_factory=dict)
    _state: States = field(default_factory=States)

    def add(self, kind: Kind, line: Line) -> None:
        """One row of a file."""
        readers: dict[str, Callable[[Kind, Line], Row | Told]] = {
            "MIDI": self._incident,
            "MIDIP": self._participant,
            "MIDA": self._dispute,
            "MIDB": self._side,
        }
        try:
            self.rows.append(readers.get(kind.name, self._year)(kind, line))
        except ValueError as error:
            column, _, reason = str(error).partition(": ")
            self.rows.append(Reject(Place(line.place.file, line.place.line, column), reason))

    def told(self) -> Iterator[Row]:
        """Every row once: the first of a unit tells it, the others are told with it."""
        self._join_years()
        finest = self._finest()
        done = set[str]()
        for row in self.rows:
            if not isinstance(row, Told):
                yield row
            elif (part := finest[row.unit.dispute]) != row.unit.part:
                yield Skip(row.place, f"its dispute is told by its {part}")
            elif row.unit.id in done:
                yield Skip(row.place, f"told with the first row of its {_ONE[row.unit.part].split()[0]}")
            else:
                done.add(row.unit.id)
                yield _entry(row)

    def _finest(self) -> dict[str, Part]:
        finest: dict[str, Part] = {}
        for part in _ORDER:
            for row in self.rows:
                if isinstance(row, Told) and row.unit.part == part:
                    finest.setdefault(row.unit.dispute, part)
        return finest

    def _unit(self, id_: str, dispute: str, part: Part) -> Unit:
        unit = self._units.setdefault(id_, Unit(id_, dispute, part))
        unit.said["dispute"] = dispute
        return unit

    def _incident(self, kind: Kind, line: Line) -> Told:
        days(line, *_START)
        unit = self._unit(number(line, "incidnum"), number(line, "dispnum"), kind.part)
        unit.said |= _said(line, {"fatality": "mid_fatality"}, deaths=True)
        return Told(line.place, unit)

    def _participant(self, kind: Kind, line: Line) -> Row | Told:
        unit = self._unit(number(line, "incidnum"), number(line, "dispnum"), kind.part)
        unit.said["incident"] = unit.id
        return self._take_part(unit, line, kind, "insidea", "action")

    def _dispute(self, kind: Kind, line: Line) -> Told:
        days(line, *_START)
        dispute = number(line, "dispnum")
        unit = self._unit(dispute, dispute, kind.part)
        unit.said |= _said(line, {"outcome": "outcome", "settle": "settlement"}, deaths=False)
        return Told(line.place, unit)

    def _side(self, kind: Kind, line: Line) -> Row | Told:
        dispute = number(line, "dispnum")
        return self._take_part(self._unit(dispute, dispute, kind.part), line, kind, "sidea", "hiact")

    def _party(self, kind: Kind, line: Line, side: str, act: str) -> Party:
        if line[side] not in ("0", "1"):
            raise ValueError(f"{side}: {line[side][:40]!r} is not a side: 1 is side A, 0 side B")
        start, end = period(line, _START, _END)
        state = self._state(line, "ccode", start.first)
        said = _said(line, {"hostlev": "mid_hostility", **({} if kind.part == "incidents" else {"fatality": "mid_fatality"})}, deaths=False)
        return Party(line["ccode"], state, line[side], action(line[act], act), start, end, source(kind, line["version"]), said)

    def _take_part(self, unit: Unit, line: Line, kind: Kind, side: str, act: str) -> Row | Told:
        unit.listed += 1
        party = self._party(kind, line, side, act)
        return Told(line.place, unit) if unit.add(party) else Skip(line.place, "stands twice: the same state, side, action and days")

    def _year(self, kind: Kind, line: Line) -> Row | Told:
        dispute, year = number(line, "dispnum"), line["year"]
        if not (year.isascii() and year.isdecimal() and 1000 <= int(year) <= 2100):
            raise ValueError(f"year: {year[:40]!r} is not a year")
        start, end = period(line, ("strtday", "strtmnth", "strtyr"), ("endday", "endmnth", "endyear"))
        if not start.first.year <= int(year) <= end.last.year:
            raise ValueError(f"year: {year} is outside the dispute, {start} to {end}")
        column = "mid5hiacta" if line["mid5hiacta"] else "highmcaa"
        code = action(line[column] if column == "mid5hiacta" else of_dyads(line[column]), column)
        said = _said(line, {"hihosta": "mid_hostility", "fatleva": "mid_fatality", "dyindex": "dyad"}, deaths=False)
        acting = self._state(line, "statea", max(start.first, date(int(year), 1, 1)))
        other = self._state(line, "stateb", max(start.first, date(int(year), 1, 1)))
        if code == NO_ACTION:
            return Skip(line.place, "no militarized action of the first state against the second")
        evidence = source(kind, line["version"])
        key = (dispute, line["dyindex"], line["statea"], line["stateb"])
        found = _Year(
            *(len(self.rows), line.place, int(year)),
            Party(line["statea"], acting, "1", code, start, end, evidence, said),
            Party(line["stateb"], other, "0", NO_ACTION, start, end, evidence),
        )
        self._years.setdefault(key, []).append(found)
        # Which rows are one act is known when all years are there; until then the row keeps its place.
        return Skip(line.place, "")

    def _join_years(self) -> None:
        """A state's same action against the same other in years that follow each other is one act, on a day that nobody tells."""
        for (dispute, index, *_), years in self._years.items():
            run: list[_Year] = []
            for year in sorted(years, key=lambda one: (one.year, one.index)):
                if run and (year.party.code != run[-1].party.code or year.year > run[-1].year + 1):
                    self._tell_run(dispute, index, run)
                    run = []
                run.append(year)
            self._tell_run(dispute, index, run)
        self._years.clear()

    def _tell_run(self, dispute: str, index: str, run: list[_Year]) -> None:
        first, last = run[0], run[-1]
        party, target = first.party, first.target
        unit = self._unit(f"{dispute}-{index}-{party.number}-{target.number}-{first.year}", dispute, "dyads")
        start = max(party.start.first, date(first.year, 1, 1))
        end = min(party.end.last, date(last.year, 12, 31))
        for one, side in ((party, "1"), (target, "0")):
            unit.add(Party(one.number, one.state, side, one.code, Span.day(start), Span.day(end), one.source, one.said))
        for year in run:
            self.rows[year.index] = Told(year.place, unit)


def _entry(row: Told) -> Row:
    unit = row.unit
    if items := unit.items():
        return Entry(row.place, items)
    if unit.listed > len(unit.parties):
        return Reject(row.place, f"the {_ONE[unit.part]} {unit.id} cannot be told: participants of it were rejected")
    if not unit.parties:
        return Reject(row.place, f"the {_ONE[unit.part]} {unit.id} has no participants", "give MIDI with MIDIP, and MIDA with MIDB")
    return Reject(row.place, f"nobody acts against another side in the {_ONE[unit.part]} {unit.id}", "both sides must be told")


def _said(line: Line, names: dict[str, str], *, deaths: bool) -> dict[str, str | int]:
    """What the row says in its own codes; -9 for missing is left out, but for deaths, where it is a statement."""
    said: dict[str, str | int] = {
        name: line[column] for column, name in names.items() if line[column] and (line[column] != "-9" or column == "fatality")
    }
    count = line["fatalpre"]
    if deaths and count.isascii() and count.isdecimal() and len(count) < 9:
        said["deaths"] = int(count)
    return said
