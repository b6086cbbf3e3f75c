"""What the columns of a table look like, by their names and by what stands in them. Guesses only; draft.py makes a mapping of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final, cast

from graph.vocabulary import vocabulary
from loaders.states import resolve_code, resolve_name
from loaders.states.table import SYSTEMS, System
from loaders.table.days import DayRule
from loaders.table.parties import NAME
from loaders.table.values import CellError, Value

SURE: Final = 0.95
"""Share of the cells that must fit before a column is taken for what it looks like."""

ENOUGH: Final = 1_000
"""Cells of a column that tell which system its codes are of."""

MISSING: Final = ("NA", "N/A", "n/a", "NULL", "null", "None", "none", "-", ".", "..", "?", "Not available", "Unknown")
NEGATIVE: Final = ("-9", "-99", "-999")
"""Missing in columns of numbers that are otherwise not below nothing."""

FORMATS: Final = (
    *("YYYYMMDD", "DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY", "MM.DD.YYYY", "DD-MM-YYYY", "MM-DD-YYYY", "YYYY/MM/DD"),
    *("DD Mon YYYY", "DD-Mon-YYYY", "Mon DD, YYYY", "Mon DD YYYY", "Mon YYYY", "MM/YYYY"),
    *("DD/MM/YYYY *", "MM/DD/YYYY *", "YYYY/MM/DD *", "YYYYMMDD*"),
)
_YEAR: Final = re.compile(r"(1[0-9]|20)\d\d")
_DATED: Final = re.compile(r"year|yr|begin|start|end|date|since|until", re.IGNORECASE)
_STATES: Final = re.compile(r"state|country|ccode|cow|nation|actor|source|target|sender|side|abb|initiator|receiv|recipient", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"id|no|num|nr|case|ref|event|key", re.IGNORECASE)
_PREFIXES: Final = ("Government of ", "Military of ")


@dataclass(frozen=True, eq=False)
class Column:
    """A column of the sample; `cells` are its cells in order, the missing ones empty."""

    name: str
    cells: Sequence[str]

    @cached_property
    def filled(self) -> list[str]:
        return [cell for cell in self.cells if cell]

    @cached_property
    def distinct(self) -> dict[str, None]:
        return dict.fromkeys(self.filled)

    @property
    def is_unique(self) -> bool:
        return len(self.distinct) == len(self.cells) > 0

    @property
    def is_address(self) -> bool:
        return bool(self.filled) and all(re.match(r"https?://\S+$", cell) for cell in self.filled)

    @property
    def is_cameo(self) -> bool:
        codes = vocabulary().cameo
        named = re.search("cameo|event.?code|^code$", self.name, re.IGNORECASE)
        return bool(named and self.filled) and _share(self.filled, codes.__contains__) >= SURE

    def words(self) -> set[str]:
        """The words of the name: `sanctioning_state` is sanctioning, state; `StateA` state, a."""
        apart = re.sub(r"([a-z])([A-Z0-9])", r"\1 \2", self.name)
        return {word.lower() for word in re.findall(r"[A-Za-z]+|\d+", apart)}


@dataclass(frozen=True, slots=True)
class States:
    """A column that means states: by which system, which others fit as well, what is cut off and split, which cells are none."""

    system: str
    also: tuple[str, ...]
    cut: str
    others: tuple[str, ...]
    split: str = ""


def missing_in(columns: Iterable[Column]) -> tuple[str, ...]:
    """Marks of missing cells that stand in the table; `NA` is none where a column holds codes of two letters, for it is Namibia's."""
    columns = list(columns)
    found = [mark for mark in MISSING if any(mark in column.distinct for column in columns)]
    iso2 = [column for column in columns if "NA" in column.distinct and _share([*column.distinct], lambda c: len(c) == 2) > 0.9]
    codes = [column for column in columns if column.distinct.keys() & {*NEGATIVE} and _never_negative(column)]
    numbers = [mark for mark in NEGATIVE if any(mark in column.distinct for column in codes)]
    if any(mark in column.distinct for mark in numbers for column in columns if column not in codes):
        numbers = []
    return (*(mark for mark in found if not (mark == "NA" and iso2)), *numbers)


def _never_negative(column: Column) -> bool:
    return all(re.fullmatch(r"\d+(\.\d+)?", cell) for cell in column.distinct if cell not in (*NEGATIVE, *MISSING))


def formats_of(column: Column) -> tuple[str, ...]:
    """Formats of dates that the cells have; the empty one is ISO. More than one: the cells leave it open."""
    sample = list(column.distinct)[:500]
    if not sample or not all(re.search(r"\d", cell) and len(cell) < 40 for cell in sample[:20]):
        return ()
    if all(_YEAR.fullmatch(cell) for cell in sample):
        return ("",) if _DATED.search(column.name) else ()
    likely = [form for form in ("", *FORMATS) if _share(sample[:20], partial(_is_date, form=form)) > 0.5]
    return tuple(form for form in likely if _share(sample, partial(_is_date, form=form)) >= SURE)


def states_of(column: Column) -> States | None:
    """The system of codes whose codes the cells are, weighed by rows; None where most are none of any."""
    if not column.filled or len(column.distinct) > 2_000:
        return None
    sample = column.filled[:ENOUGH]
    if sum(map(len, sample)) > 60 * len(sample):
        return None
    shares = {system: _share(sample, partial(_means, system=system)) for system in (*SYSTEMS, NAME)}
    if not _STATES.search(column.name):
        # Numbers and short words are codes of something by chance.
        shares = {
            system: share if system in (NAME, "iso3") and share > 0.9 and len(column.distinct) > 2 else 0.0
            for system, share in shares.items()
        }
    best = max(shares, key=lambda system: shares[system])
    cut = ""
    for prefix in _PREFIXES:
        share = _share([cell.removeprefix(prefix) for cell in sample], partial(_means, system=NAME))
        if share > shares[best] + 0.1:
            best, cut, shares[NAME] = NAME, prefix, share
    if shares[best] < (0.3 if best == NAME else 0.6):
        return None
    also = tuple(system for system, share in shares.items() if system != best and share >= shares[best] - 0.02)
    others = [cell for cell in column.distinct if not _means(cell.removeprefix(cut), best)]
    if split := separator_of(others, best):
        others = [cell for cell in others if not all(_means(part.strip(), best) for part in cell.split(split))]
    return States(best, also, cut, tuple(others), split)


def three_parts(columns: Iterable[Column]) -> list[tuple[Column, Column | None, Column | None]]:
    """Columns that give a year, a month and a day apart: styear, stmon, stday; yrtrig, motrig, datrig."""
    by_name = {column.name.lower(): column for column in columns}
    found = []
    for name, column in by_name.items():
        match = re.fullmatch(r"(.*?)(year|yr)(.*)", name)
        years = column.filled and _share(column.filled, lambda cell: bool(_YEAR.fullmatch(cell.removesuffix(".0")))) >= SURE
        if match and years:
            before, after = match[1], match[3]
            month = next(
                (by_name[key] for part in ("month", "mnth", "mon", "mth", "mo") if (key := before + part + after) in by_name), None
            )
            day = next((by_name[key] for part in ("day", "da", "dy") if (key := before + part + after) in by_name), None)
            found.append((column, month, day if month else None))
    return found


def key_of(columns: Mapping[str, Column]) -> tuple[str, ...]:
    """Few columns that tell all rows of the sample apart: one that is named for it, else those that tell most, one by one."""
    named = [name for name, column in columns.items() if _NUMBERED.search(name)]
    if unique := [name for name in named if columns[name].is_unique]:
        return (unique[0],)
    chosen: list[str] = []
    rows = [0] * len(next(iter(columns.values())).cells)
    apart = 1
    while apart < len(rows) and len(chosen) < len(columns):
        counted = {name: len(set(zip(rows, column.cells, strict=True))) for name, column in columns.items() if name not in chosen}
        best = max(counted, key=lambda name: (counted[name], name in named))
        if chosen and counted[best] == apart:
            break
        chosen.append(best)
        apart = counted[best]
        numbers: dict[tuple[int, str], int] = {}
        rows = [numbers.setdefault(pair, len(numbers)) for pair in zip(rows, columns[best].cells, strict=True)]
    return tuple(chosen) or tuple(columns)


def same_states(one: Column, other: Column, systems: Mapping[str, States]) -> bool:
    """Whether two columns mean the same state row by row: a code and a name of one party."""
    pairs = [
        (_state(a, systems[one.name]), _state(b, systems[other.name]))
        for a, b in zip(one.cells[:500], other.cells[:500], strict=True)
        if a and b
    ]
    known = [pair for pair in pairs if None not in pair]
    return bool(known) and sum(a == b for a, b in known) >= 0.9 * len(known)


def _state(cell: str, states: States) -> str | None:
    found = resolve_name(cell) if states.system == NAME else resolve_code(cell, cast(System, states.system))
    return found.code if found else None


def separator_of(cells: Iterable[str], system: str) -> str:
    """What stands between several states in one cell, where most cells that hold it are lists of states."""
    for separator in (";", "|", ",", "/"):
        lists = [cell.split(separator) for cell in cells if separator in cell]
        if lists and sum(all(_means(part.strip(), system) for part in parts) for parts in lists) >= 0.5 * len(lists):
            return separator
    return ""


def _is_date(cell: str, form: str) -> bool:
    rule = DayRule(Value((("", "cell"),)), (form,) if form else ())
    try:
        span = rule.of({"cell": cell})
    except CellError:
        return False
    return span is not None and 1000 <= span.first.year <= 2100


def _means(cell: str, system: str) -> bool:
    return (resolve_name(cell) if system == NAME else resolve_code(cell, cast(System, system))) is not None


def _share(cells: Sequence[str], fits: Callable[[str], object]) -> float:
    known: dict[str, bool] = {}
    good = 0
    for cell in cells:
        if cell not in known:
            known[cell] = bool(fits(cell))
        good += known[cell]
    return good / len(cells) if cells else 0.0
