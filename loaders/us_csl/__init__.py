"""The US Consolidated Screening List: files in, rows out. What lists do and what rows mean stands in the modules beside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from graph.ingest.rows import Reject, Skip
from graph.model import Dataset, Source
from loaders._expectation import Expectation, Looks
from loaders._lists.countries import States
from loaders._lists.days import day_in_name, written_day
from loaders._lists.parties import Lister
from loaders._lists.snapshots import Register, Seen, Snapshot, list_source, load_of, read_snapshots
from loaders._lists.tables import Line, open_table
from loaders.base import Load, Loader
from loaders.us_csl.lists import ID, LISTS, ORGANS, USA, list_named
from loaders.us_csl.party import party_of

SUFFIXES: Final = (".csv", ".tsv")
REQUIRED: Final = frozenset({"source", "name", "addresses", "start_date", "federal_register_notice", "programs"})
DATASET: Final = Dataset(
    id=ID,
    title="US Consolidated Screening List",
    publisher="US Department of Commerce, International Trade Administration",
    licence="Public domain (a work of the United States government)",
    citation="US Departments of Commerce, State and the Treasury: Consolidated Screening List.",
    columns={
        "list": f"which of the joined lists: {', '.join(LISTS)}",
        "programme": "sanctions programmes, as the list names them",
        "federal_register": "notices of the Federal Register, as cited",
        "license_requirement": "for which items a licence is required",
        "license_policy": "how applications for a licence are reviewed",
        "standard_order": "Y where a denial order has the standard terms",
        "ent_num": "OFAC's number of the entry",
        "date_basis": "how the day is known: given; between two lists; before the first list",
    },
)
EXPECTED: Final = Expectation(
    "a Consolidated Screening List",
    rows=(5000, 100_000),
    filled={"name": (1, 1), "source": (1, 1), "start_date": (0.05, 0.5), "federal_register_notice": (0.1, 0.6)},
    values={"type": frozenset({"Individual", "Entity", "Vessel"})},
)
"""The list of July 2022 held 14,160 rows; 18 % had a day, 24 % a notice, 26 % no type."""

LISTER: Final = Lister(
    dataset=ID,
    part="csl",
    actor=USA,
    organs=ORGANS,
    about=Source(id=f"{ID}:lists", title="US screening lists", publisher="US Department of Commerce", reliability="A"),
)
_EXPECTED: Final = "expected: consolidated.csv with the columns source, entity_number, type, programs, name, ..., start_date"
_THINGS: Final = ("vessel", "aircraft")


def read(paths: tuple[Path, ...]) -> Iterator[Load]:
    """One load of all files; several are one list on several days.

    Raises:
        InputError: a path does not exist, or a folder holds nothing to read.
    """
    register, looks = Register(LISTER), Looks()
    read_snapshots(paths, SUFFIXES, register, partial(_gather, looks=looks), "put the day into its name: consolidated_2022-07-14.csv")
    yield load_of(register, DATASET, looks, complete=len(register.snapshots) > 1)


def _gather(path: Path, name: str, looks: Looks) -> Snapshot:
    table = open_table(path, name, lambda columns: columns >= REQUIRED, _EXPECTED)
    day = day_in_name(path)
    source = list_source(LISTER, "US Consolidated Screening List", DATASET.publisher, day)
    snapshot, states = Snapshot(name, day, written_day(path), source), States(ID)
    for line in table.lines():
        if isinstance(line, Line):
            looks.row(name, EXPECTED, line.cells)
        snapshot.rows.append(_row(line, snapshot, states) if isinstance(line, Line) else line)
    return snapshot


def _row(line: Line, snapshot: Snapshot, states: States) -> Reject | Skip | Seen:
    """What a row is; a party on two lists is one party with two listings."""
    list_ = list_named(line["source"])
    if list_ is None:
        place = replace(line.place, column="source")
        return Reject(place, f"{line['source'][:80]!r} is none of the joined lists", f"one of {', '.join(LISTS)}")
    if line["type"].casefold() in _THINGS:
        return Skip(line.place, f"{line['type'].casefold()}: a thing, not an actor")
    party = party_of(line, list_, states)
    if isinstance(party, Reject):
        return party
    told = snapshot.parties.get(party.key)
    if told is None:
        snapshot.parties[party.key] = party
        return Seen(line.place, party.key)
    if any(listing.key == party.listings[0].key for listing in told.listings):
        return Seen(line.place, party.key, "stands twice on one list")
    snapshot.parties[party.key] = replace(told, listings=(*told.listings, *party.listings))
    return Seen(line.place, party.key, "further list of its party")


LOADER: Final = Loader(
    name="us_csl",
    about="The US Consolidated Screening List: Entity List, MEU, UVL, DPL, ITAR, CMIC, SDN and others, with Federal Register citations.",
    read=read,
    suffixes=SUFFIXES,
)
