"""One list over its snapshots: who was on it when, what each entry says at last, and whom 'Linked To' means. Makes no items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from graph.errors import Place
from graph.ingest.rows import Reject
from loaders._lists.series import Series
from loaders.ofac.files import Book, File
from loaders.ofac.legacy import Row, read_companion
from loaders.ofac.party import Party, Remarks, name_keys, read_remarks, with_companions

MOST_LOST: Final = 0.5
"""A list that lost more than half of its entries since the one before is an extract or broken off, and shows no delisting."""

_ALT, _ADD, _COMMENTS = "alt", "add", "comments"


@dataclass(slots=True)
class Roll:
    """Who is on a list. `parties` are the entries as their last snapshot tells them; `joined` the companion rows of each, by table."""

    which: str
    files: list[File] = field(default_factory=list)
    series: Series = field(default_factory=Series)
    parties: dict[str, Party] = field(default_factory=dict)
    remarks: dict[str, Remarks] = field(default_factory=dict)
    joined: dict[str, dict[str, list[tuple[File, Row]]]] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    rows: int = 0
    """Of its files and of their companions."""
    _names: dict[str, str] = field(default_factory=dict)

    def linked(self, number: str) -> Iterator[tuple[str, str | None]]:
        """Each name that an entry is 'Linked To', with the number of the one entry of that name, or None."""
        for name in self.remarks[number].linked:
            found = (self._names.get(key) for key in name_keys(name))
            yield name, next((other for other in found if other), None)

    def index_names(self) -> None:
        """Primary names first: an alias that another entry has for its name does not make that name doubtful."""
        names = _unique((party.name, party.number) for party in self.parties.values())
        aliases = _unique((alias, party.number) for party in self.parties.values() for alias in party.aliases)
        self._names = aliases | names


def _unique(pairs: Iterator[tuple[str, str]]) -> dict[str, str]:
    """Numbers by name; empty where two entries have the name."""
    found: dict[str, str] = {}
    for name, number in pairs:
        key = name_keys(name)[0]
        found[key] = number if found.get(key, number) == number else ""
    return found


def call_roll(book: Book) -> Roll:
    """Read all snapshots and companions of a list once."""
    roll = Roll(book.which, rejects=list(book.rejects))
    before: set[str] = set()
    for file in book.snapshots:
        parties, rows, sound = _snapshot(file)
        lost = before - parties.keys()
        if len(lost) > MOST_LOST * len(before):
            roll.rejects.append(_extract(file, len(parties), len(before)))
            continue
        roll.files.append(file)
        roll.rows += rows
        roll.series.observe(file.day, parties.keys(), sound)
        roll.parties |= parties
        before = set(parties) if sound else before | parties.keys()
    _join(roll, book)
    for number, party in roll.parties.items():
        roll.parties[number] = _completed(party, roll)
        roll.remarks[number] = read_remarks(roll.parties[number].remarks)
    roll.index_names()
    return roll


def _snapshot(file: File) -> tuple[dict[str, Party], int, bool]:
    """Its entries, how many rows it has, and whether all of them could be read."""
    parties: dict[str, Party] = {}
    sound, rows = True, 0
    for rows, entry in enumerate(file.entries(), start=1):  # noqa: B007 - the last number is the count
        if isinstance(entry, Reject):
            sound = False
        else:
            parties.setdefault(entry.number, entry)
    return parties, rows, sound


def _extract(file: File, size: int, before: int) -> Reject:
    reason = f"holds {size:,} entries where the list before it held {before:,}: an extract or a broken file shows no delisting"
    return Reject(Place(file.name), reason, "load an extract by itself, or fetch the whole list")


def _join(roll: Roll, book: Book) -> None:
    """Companion rows by entry: of the file of the entry's own day where there is one, else of the newest."""
    for table in (_ALT, _ADD, _COMMENTS):
        by_number = roll.joined.setdefault(table, {})
        for file in sorted((file for file in book.companions if file.table == table), key=lambda file: str(file.day or "")):
            fresh: dict[str, list[tuple[File, Row]]] = {}
            for row in read_companion(file.path, file.name, table):
                roll.rows += 1
                if isinstance(row, Row):
                    fresh.setdefault(row.number, []).append((file, row))
            for number, rows in fresh.items():
                kept = by_number.get(number)
                if kept is None or kept[0][0].day != _day_of(roll, number):
                    by_number[number] = rows


def _day_of(roll: Roll, number: str) -> object:
    return roll.series.days[roll.series.told_in(number)] if number in roll.parties else None


def _completed(party: Party, roll: Roll) -> Party:
    def values(table: str, column: int) -> tuple[str, ...]:
        return tuple(row.values[column] for _, row in roll.joined[table].get(party.number, ()) if row.values[column])

    return with_companions(party, values(_ALT, 3), values(_ADD, 4), "".join(values(_COMMENTS, 1)))
