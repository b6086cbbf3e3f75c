"""OFAC's lists, SDN and non-SDN: one snapshot or many. Turns files into rows of a load; what entries mean stands in the modules beside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from graph.errors import Place
from graph.ingest.rows import Entry, Reject, Row, Skip
from graph.model import Dataset, Item
from graph.progress import Extent
from loaders._expectation import Expectation, Looks
from loaders._lists.countries import States
from loaders.base import Load, Loader
from loaders.ofac.files import SUFFIXES, Book, File, books_of
from loaders.ofac.items import ID, LISTS, ORGAN, Teller
from loaders.ofac.legacy import read_companion
from loaders.ofac.party import Party
from loaders.ofac.roll import Roll, call_roll

DATASET: Final = Dataset(
    id=ID,
    title="Sanctions lists of the US Office of Foreign Assets Control",
    publisher="US Department of the Treasury, Office of Foreign Assets Control",
    licence="Public domain (a work of the United States government)",
    citation="US Department of the Treasury, Office of Foreign Assets Control: SDN List and Consolidated Sanctions List.",
    columns={
        "programme": "sanctions programmes of the entry, as the list names them",
        "list": "SDN, or CONS for the non-SDN lists",
        "ent_num": "OFAC's number of the entry (uid in XML)",
        "date_basis": "how the day is known: between two lists; before the first list; given (by the entry's remarks)",
    },
)


_FILLED: Final = {"programme": (0.99, 1.0), "remarks": (0.7, 1.0)}
EXPECTED: Final = MappingProxyType(
    {
        "sdn": Expectation(
            "an SDN list",
            rows=(3000, 60_000),
            filled=_FILLED,
            values={"type": frozenset({"individual", "entity", "vessel"}), "programme": frozenset({"CUBA", "SDGT"})},
        ),
        "cons": Expectation("a non-SDN list", rows=(200, 10_000), filled=_FILLED, values={"type": frozenset({"individual", "entity"})}),
    }
)
"""The SDN list held 14,507 entries in March 2024, the other 442 to 462; every entry has a programme, some 95 % have remarks."""


def read(paths: tuple[Path, ...]) -> Iterator[Load]:
    """One load for each list among the files, SDN first; a folder stands for the files below it.

    A series of snapshots says all that it says about its list, so what it no longer says is withdrawn; a single snapshot withdraws
    nothing, for the listings of others may be known from elsewhere.

    Raises:
        InputError: a path does not exist, or a folder holds nothing to read.
    """
    for book in books_of(paths):
        extent, looks = Extent(), Looks()
        complete = len(book.snapshots) > 1
        yield Load(DATASET, _rows(book, extent, looks), complete, parts=(book.which,), extent=extent, looks=looks)


def _rows(book: Book, extent: Extent, looks: Looks) -> Iterator[Row]:
    roll = call_roll(book)
    extent.rows = roll.rows + len(roll.rejects)
    yield from roll.rejects
    telling = _Telling(roll, Teller(roll, States(ID)), looks)
    for index, file in enumerate(roll.files):
        yield from telling.snapshot(index, file)
    for file in book.companions:
        yield from telling.companion(file)


@dataclass(slots=True)
class _Telling:
    """Each row of the files once. `organ` is told by the first entry: the tie of OFAC to the United States."""

    roll: Roll
    teller: Teller
    looks: Looks
    organ: tuple[Item, ...] = (LISTS, ORGAN)
    _seen: dict[str, tuple[int, int]] = field(default_factory=dict)

    def snapshot(self, index: int, file: File) -> Iterator[Row]:
        for entry in file.entries():
            if isinstance(entry, Reject):
                yield entry
                continue
            filled = {"programme": bool(entry.programmes), "remarks": bool(entry.remarks)}
            self.looks.add(file.name, EXPECTED[file.which], 1, filled, {"type": {entry.kind_word}, "programme": {*entry.programmes}})
            yield self._entry(entry, index, file)

    def _entry(self, party: Party, index: int, file: File) -> Row:
        place = Place(file.name, party.line)
        seen, line = self._seen.get(party.number, (-1, 0))
        if seen == index:
            return Reject(place, f"the number {party.number} stands twice in this list: first in line {line}", "one row an entry")
        self._seen[party.number] = index, party.line
        if not party.is_actor:
            return Skip(place, f"{party.kind_word}: a thing, not an actor")
        if self.roll.series.told_in(party.number) != index:
            return Skip(place, "told by a later list")
        items = self.teller.items(party.number)
        organ, self.organ = self.organ, ()
        return Entry(place, (*items, *organ))

    def companion(self, file: File) -> Iterator[Row]:
        for row in read_companion(file.path, file.name, file.table):
            yield row if isinstance(row, Reject) else Skip(Place(file.name, row.line), self._joined(row.number, row.line, file))

    def _joined(self, number: str, line: int, file: File) -> str:
        party = self.roll.parties.get(number)
        if party is None:
            return f"{file.table}: its entry is not on this list"
        if not party.is_actor:
            return f"{file.table}: of a vessel or an aircraft"
        joined = self.roll.joined[file.table].get(number, ())
        told = any(other.name == file.name and row.line == line for other, row in joined)
        return f"{file.table}: told with its entry" if told else f"{file.table}: told from another day's table"


LOADER: Final = Loader(
    name="ofac",
    about="OFAC's SDN and non-SDN lists, CSV or XML: listings, delistings between snapshots, aliases, states, 'Linked To'.",
    read=read,
    suffixes=SUFFIXES,
)
