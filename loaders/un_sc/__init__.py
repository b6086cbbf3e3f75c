"""The UN Security Council's consolidated list (XML): files in, rows out. What an entry means stands in the module beside."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from graph.dates import Span
from graph.errors import InputError, Place
from graph.ingest.rows import Reject
from graph.model import Dataset
from loaders._expectation import Expectation, Looks
from loaders._lists.countries import States
from loaders._lists.days import day_in_name, written_day
from loaders._lists.markup import Reading, Shape, text_of
from loaders._lists.snapshots import Register, Seen, Snapshot, list_source, load_of, read_snapshots
from loaders.base import Load, Loader
from loaders.un_sc.party import ID, LISTER, PUBLISHER, party_of

SUFFIXES: Final = (".xml",)
DATASET: Final = Dataset(
    id=ID,
    title="United Nations Security Council Consolidated List",
    publisher=PUBLISHER,
    licence="Terms of use of the United Nations: refer to the list, do not republish it",
    citation="United Nations Security Council: Consolidated List.",
    redistribute="refer",
    columns={
        "list": "the sanctions regime, as the list names it",
        "un_ref": "the permanent reference number, such as CDi.001",
        "last_updated": "the day of the last change of the entry",
        "date_basis": "how the day is known: given; between two lists for a delisting",
    },
)
EXPECTED: Final = Expectation(
    "the UN's consolidated list",
    rows=(500, 5000),
    filled={"LISTED_ON": (1, 1), "REFERENCE_NUMBER": (1, 1), "NATIONALITY": (0.3, 0.95)},
    values={"kind": frozenset({"INDIVIDUAL", "ENTITY"}), "UN_LIST_TYPE": frozenset({"Al-Qaida", "Taliban", "DPRK"})},
)
"""The list of February 2026 held 1,003 entries; a nationality was told in 62 % of them."""

SHAPE: Final = Shape(
    "CONSOLIDATED_LIST",
    frozenset({"INDIVIDUAL", "ENTITY"}),
    "expected: <CONSOLIDATED_LIST> with <INDIVIDUAL> and <ENTITY> elements",
)


def read(paths: tuple[Path, ...]) -> Iterator[Load]:
    """One load of all files; several are one list on several days.

    Raises:
        InputError: a path does not exist, or a folder holds nothing to read.
    """
    register, looks = Register(LISTER), Looks()
    read_snapshots(paths, SUFFIXES, register, partial(_gather, looks=looks), "use the file as published, with its dateGenerated")
    yield load_of(register, DATASET, looks, complete=len(register.snapshots) > 1)


def _gather(path: Path, name: str, looks: Looks) -> Snapshot:
    """The list as far as it can be read: where it breaks off, its last row says so, and then it shows no delisting."""
    reading, states = Reading(path, name, SHAPE), States(ID)
    rows: list[Reject | Seen] = []
    snapshot = Snapshot(name, None, written_day(path), LISTER.about)
    try:
        for line, entry in reading.records():
            columns = {column: text_of(entry, column) for column in ("LISTED_ON", "REFERENCE_NUMBER", "UN_LIST_TYPE")}
            nationality = text_of(entry, "NATIONALITY/VALUE")
            looks.row(name, EXPECTED, columns | {"kind": entry.tag, "NATIONALITY": nationality})
            party = party_of(entry, Place(name, line), states)
            if isinstance(party, Reject):
                rows.append(party)
            elif party.key in snapshot.parties:
                rows.append(Reject(Place(name, line, "REFERENCE_NUMBER"), f"{party.key} stands twice in this list", "one entry a number"))
            else:
                snapshot.parties[party.key] = party
                rows.append(Seen(Place(name, line), party.key))
    except InputError as error:
        if not rows:
            raise
        rows.append(Reject(error.place, error.message, error.hint))
    if not rows:
        raise InputError("holds no entries", Place(name, 1), hint=SHAPE.expected)
    snapshot.rows.extend(rows)
    snapshot.day = _day(reading.attributes.get("dateGenerated", "")) or day_in_name(path)
    snapshot.source = list_source(LISTER, DATASET.title, PUBLISHER, snapshot.day)
    return snapshot


def _day(text: str) -> Span | None:
    """`2026-02-27T00:00:09.554Z`: the day on which the list was made."""
    try:
        return Span.parse(text[:10]) if len(text) >= 10 else None
    except ValueError:
        return None


LOADER: Final = Loader(
    name="un_sc",
    about="The UN Security Council's consolidated list (XML): listings with their days, aliases, states, and whom entries refer to.",
    read=read,
    suffixes=SUFFIXES,
)
