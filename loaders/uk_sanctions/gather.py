"""Rows of a UK list as parties, one for each Group ID. Checks what a row must have; makes no items."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from graph.errors import Place
from graph.ingest.rows import Reject
from loaders._expectation import Expectation
from loaders._lists.particulars import years_of
from loaders.uk_sanctions.party import KIND_WORDS, Listing, Party, day_of, full_name, several
from loaders.uk_sanctions.sheets import Row, Sheet

EXPECTED: Final = Expectation(
    "a UK sanctions list",
    rows=(3000, 150_000),
    filled={"regime": (0.99, 1), "name6": (0.9, 1), "nationality": (0.2, 0.9)},
    values={"Group Type": frozenset({"individual", "entity"})},
)
"""The list of May 2022 held 15,261 rows of 3,430 parties; nationality was told in 55 % of them, regime and name in all."""

_DAYS: Final = {"listed": "Listed On", "designated": "Date Designated", "updated": "Last Updated"}


@dataclass(slots=True)
class Gathered:
    """The parties of one list, the line of the row that tells each, and each row as its line and group, or what is wrong with it."""

    parties: dict[str, Party] = field(default_factory=dict)
    first_lines: dict[str, int] = field(default_factory=dict)
    rows: list[Reject | tuple[int, str]] = field(default_factory=list)
    filled: Counter[str] = field(default_factory=Counter)
    kinds: set[str] = field(default_factory=set)

    @property
    def sound(self) -> bool:
        """Every row could be read, so that what is missing is not there."""
        return not any(isinstance(row, Reject) for row in self.rows)


def gather(sheet: Sheet) -> Gathered:
    """Read a whole list: a party's rows need not stand together."""
    found = Gathered()
    for row in sheet.rows():
        if isinstance(row, Reject):
            found.rows.append(row)
            continue
        found.filled.update(column for column in EXPECTED.filled if row.get(column))
        found.kinds.add(row.get("kind").casefold())
        if reject := wrong_with(row, sheet.name):
            found.rows.append(reject)
            continue
        group = group_of(row)
        found.rows.append((row.line, group))
        if group not in found.parties:
            found.parties[group] = Party(group, row.get("kind").casefold())
            found.first_lines[group] = row.line
        _add(found.parties[group], row)
    return found


def group_of(row: Row) -> str:
    """OFSI's Group ID; the Foreign Office's list has parties without one, which go by its own reference."""
    return row.get("group") or row.get("reference")


def wrong_with(row: Row, name: str) -> Reject | None:
    """What keeps a row from being used."""
    group, kind = group_of(row), row.get("kind")
    if not (group.isascii() and group.isalnum()):
        return Reject(Place(name, row.line, "Group ID"), "a row needs its party's Group ID", "digits only", group[:40])
    if kind.casefold() not in KIND_WORDS:
        return Reject(Place(name, row.line, "Group Type"), "is no type of party", f"one of {', '.join(KIND_WORDS)}", kind[:40])
    if not _name(row) and not row.get("non_latin"):
        return Reject(Place(name, row.line, "Name 6"), "a row without a name", "", f"group {group}")
    for column, title in _DAYS.items():
        try:
            day_of(row.get(column))
        except ValueError:
            return Reject(Place(name, row.line, title), f"{row.get(column)[:20]!r} is not a day", "DD/MM/YYYY")
    if not row.get("listed") and not row.get("designated"):
        return Reject(Place(name, row.line, "Listed On"), "a row needs the day of its listing", "DD/MM/YYYY", f"group {group}")
    return None


def _name(row: Row) -> str:
    return full_name(row.get("name6"), [row.get(f"name{number}") for number in range(1, 6)])


def _add(party: Party, row: Row) -> None:
    name, sort = _name(row), row.get("alias_type").casefold()
    weak = row.get("alias_quality").casefold() in ("low quality", "low", "weak")
    kept = party.names if sort == "primary name" else party.weak_aliases if weak else party.aliases
    _once(kept, [name])
    _once(party.aliases, [row.get("non_latin")])
    party.born = sorted({*party.born, *years_of(row.get("born"))})
    _once(party.nationalities, several(row.get("nationality")))
    _once(party.countries, several(row.get("country")))
    party.position = party.position or row.get("position")
    party.said_type, party.parent = party.said_type or row.get("said_type"), party.parent or row.get("parent")
    party.reasons, party.reference = party.reasons or row.get("reasons"), party.reference or row.get("reference")
    party.take_information(row.get("other"))
    regime = row.get("regime")
    party.listings.setdefault(regime, Listing(regime, *(day_of(row.get(column)) for column in _DAYS)))


def _once(kept: list[str], fresh: list[str]) -> None:
    kept.extend(value for value in fresh if value and value not in kept)
