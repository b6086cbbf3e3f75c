"""Canada's autonomous sanctions list (XML): files in, rows out. What a record means stands in the module beside."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from graph.errors import InputError, Place
from graph.ingest.rows import Reject, Skip
from graph.model import Dataset
from loaders._expectation import Expectation, Looks
from loaders._lists.days import day_in_name, written_day
from loaders._lists.markup import Reading, Shape
from loaders._lists.snapshots import Register, Seen, Snapshot, list_source, load_of, read_snapshots
from loaders.base import Load, Loader
from loaders.ca_sema.party import ID, LISTER, PUBLISHER, is_ship, party_of

SUFFIXES: Final = (".xml",)
DATASET: Final = Dataset(
    id=ID,
    title="Consolidated Canadian Autonomous Sanctions List",
    publisher=PUBLISHER,
    licence="Open Government Licence - Canada",
    citation="Global Affairs Canada: Consolidated Canadian Autonomous Sanctions List. Open Government Licence - Canada.",
    columns={
        "regulations": "the regulations under which a party is listed, in English: a country, or the act's own name",
        "schedule": "the schedule of the regulations",
        "item": "the number of the item in the schedule",
        "date_basis": "how the day is known: given (lists since 2023); between two lists; before the first list",
    },
)
EXPECTED: Final = Expectation(
    "Canada's list",
    rows=(1000, 30_000),
    filled={"Country": (1, 1), "Item": (0.95, 1), "LastName": (0.4, 0.95)},
)
"""The list of December 2022 held 2,606 records, 79 % of them of persons, and no days."""

SHAPE: Final = Shape("data-set", frozenset({"record"}), "expected: <data-set> with <record> elements (sema-lmes.xml)")


def read(paths: tuple[Path, ...]) -> Iterator[Load]:
    """One load of all files; several are one list on several days.

    Raises:
        InputError: a path does not exist, or a folder holds nothing to read.
    """
    register, looks = Register(LISTER), Looks()
    read_snapshots(paths, SUFFIXES, register, partial(_gather, looks=looks), "put the day into its name: sema-lmes_2022-12-15.xml")
    yield load_of(register, DATASET, looks, complete=len(register.snapshots) > 1)


def _gather(path: Path, name: str, looks: Looks) -> Snapshot:
    """The list as far as it can be read: where it breaks off, its last row says so, and then it shows no delisting."""
    day = day_in_name(path)
    snapshot = Snapshot(name, day, written_day(path), list_source(LISTER, DATASET.title, PUBLISHER, day))
    try:
        for line, record in Reading(path, name, SHAPE).records():
            cells = {child.tag: " ".join((child.text or "").split()) for child in record}
            looks.row(name, EXPECTED, cells)
            snapshot.rows.append(_row(cells, Place(name, line), snapshot))
    except InputError as error:
        if not snapshot.rows:
            raise
        snapshot.rows.append(Reject(error.place, error.message, error.hint))
    if not snapshot.rows:
        raise InputError("holds no records", Place(name, 1), hint=SHAPE.expected)
    return snapshot


def _row(cells: dict[str, str], place: Place, snapshot: Snapshot) -> Reject | Skip | Seen:
    if is_ship(cells):
        return Skip(place, "ship: a thing, not an actor")
    party = party_of(cells, place)
    if isinstance(party, Reject):
        return party
    if party.key in snapshot.parties:
        return Reject(Place(place.file, place.line, "Item"), f"{party.key} stands twice in this list", "one record an item")
    snapshot.parties[party.key] = party
    return Seen(place, party.key)


LOADER: Final = Loader(
    name="ca_sema",
    about="Canada's autonomous sanctions (SEMA and JVCFOA, XML): listings by regulations, schedule and item, delistings between lists.",
    read=read,
    suffixes=SUFFIXES,
)
