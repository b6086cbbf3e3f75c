"""The table of states and territories over time, `states.tsv`, as values. Facts only: looking things up in it is resolve.py's work."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, Literal, get_args

from graph.model import Record

System = Literal["iso2", "iso3", "cow", "cown", "cameo", "fips"]
SYSTEMS: Final[tuple[System, ...]] = get_args(System)
COLUMNS: Final = ("state", "name", "what", "of", "held", *SYSTEMS, "names", "successors", "succession")
TABLE: Final = Path(__file__).parent / "states.tsv"

LIVING: Final = frozenset(
    {
        "UN member state",
        "UN observer state",
        "state of disputed status",
        "disputed territory",
        "associated state",
        "territory",
        "crown dependency",
        "special administrative region",
        "treaty area",
    }
)
KINDS: Final = LIVING | {"dissolved state", "dissolved territory"}
"""What a row of the table can be; `of` names the state that it belongs to, where that is agreed."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The first and last day of a state's existence; `min` and `max` of the calendar where the table gives no day."""

    first: datetime.date = datetime.date.min
    last: datetime.date = datetime.date.max

    def __contains__(self, day: datetime.date) -> bool:
        return self.first <= day <= self.last


ALWAYS: Final = (Period(),)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state or territory. `code` is ISO 3166 alpha-3, of ISO 3166-3 for dissolved ones, else `COW` and the COW number.

    `codes` holds every code that the state has had in each system, the one of today (or its last) first; a code may have meant
    another state on another day. `held` are the periods in which it existed under the table's name or an older one.
    """

    code: str
    name: str
    what: str
    of: str
    held: tuple[Period, ...]
    codes: Mapping[System, tuple[str, ...]] = field(hash=False)
    names: tuple[str, ...]
    successors: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        return f"state:{self.code}"

    @property
    def living(self) -> bool:
        return self.what in LIVING

    @property
    def last(self) -> datetime.date:
        return max(period.last for period in self.held)

    def existed(self, on: datetime.date) -> bool:
        return any(on in period for period in self.held)

    def record(self, dataset: str) -> Record:
        """The state as another dataset's own entry: its name and identity only, for the codes are what `states` says."""
        return Record(id=f"{dataset}:{self.code}", kind="State", name=self.name, actor=self.id)


def state_of(cells: Mapping[str, str]) -> State:
    """A row of the table as a state.

    Raises:
        ValueError: `column: what is wrong with it`.
    """
    if not cells["state"] or not cells["name"]:
        raise ValueError("state: a row needs a code and a name")
    if cells["what"] not in KINDS:
        raise ValueError(f"what: {cells['what']!r} is not one of {', '.join(sorted(KINDS))}")
    successors, sources = _list(cells["successors"]), _list(cells["succession"])
    if len(successors) != len(sources):
        raise ValueError(f"succession: {len(successors)} successors and {len(sources)} sources: each successor needs its source")
    return State(
        code=cells["state"],
        name=cells["name"],
        what=cells["what"],
        of=cells["of"],
        held=_periods(cells["held"]),
        codes={system: codes for system in SYSTEMS if (codes := _list(cells[system]))},
        names=_list(cells["names"]),
        successors=tuple(zip(successors, sources, strict=True)),
    )


@cache
def states() -> tuple[State, ...]:
    """Every state of the bundled table, in its order."""
    header, *lines = TABLE.read_text("utf-8").splitlines()
    assert tuple(header.split("\t")) == COLUMNS, f"{TABLE} needs the columns {COLUMNS}"
    return tuple(state_of(dict(zip(COLUMNS, line.split("\t"), strict=True))) for line in lines)


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _periods(text: str) -> tuple[Period, ...]:
    """`1918-12-01..2003-02-03`, several with spaces between, either day may be missing."""
    found = []
    for part in text.split():
        first, dots, last = part.partition("..")
        if not dots:
            raise ValueError(f"held: {part!r} is not two days with '..' between")
        try:
            found.append(Period(_day(first) or datetime.date.min, _day(last) or datetime.date.max))
        except ValueError:
            raise ValueError(f"held: {part!r} holds no day of the form YYYY-MM-DD") from None
        if found[-1].last < found[-1].first:
            raise ValueError(f"held: {part!r} ends before it starts")
    return tuple(found) or ALWAYS


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
