"""OpenSanctions: FtM entities, deltas, simplified tables, tables kept by hand; files in, rows out. Meanings stand in the modules beside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from graph.errors import InputError
from graph.ingest.rows import Entry, Reject, Row, Skip
from graph.model import Dataset
from loaders._expectation import Expectation, Looks
from loaders.base import Load, Loader
from loaders.opensanctions import acts, curated, party, simple
from loaders.opensanctions.entity import ID, Entity
from loaders.opensanctions.files import SUFFIXES, File, Roll, files_of, lines_of, roll_of
from loaders.opensanctions.issuers import Issuers
from loaders.opensanctions.schemas import ACTORS, PERSON, READ, RELATIONS, SANCTION, THINGS

DATASET: Final = Dataset(
    id=ID,
    title="OpenSanctions",
    publisher=party.PUBLISHER,
    licence="CC BY-NC 4.0 (commercial use needs a licence of OpenSanctions)",
    citation="OpenSanctions.org: entities and sanctions. CC BY-NC 4.0.",
    url="https://www.opensanctions.org/",
    redistribute="non-commercial",
    columns={
        "list": "the lists that tell of it, by OpenSanctions' names of datasets",
        "programme": "ids of programmes, as OpenSanctions gives them",
        "programme_name": "the programme in the list's own words",
        "authority_id": "the authority's own number of the listing",
        "provisions": "what the measure is, in the list's own words",
        "list_status": "the list's own word for the state of the listing",
        "date_basis": "how the day is known: start, listing, date, told (by the table's words), seen (first by OpenSanctions)",
    },
)
EXPECTED: Final = Expectation(
    "a file of FtM entities",
    rows=(50, 30_000_000),
    filled={"datasets": (0.99, 1)},
    values={"schema": frozenset({"Person", "Sanction"})},
)
"""Of collections that hold sanctions; others are told of as unlike."""


@dataclass(slots=True)
class _Reading:
    """What one walk over the files remembers: things, which are no actors, persons, and who issues sanctions."""

    roll: Roll
    looks: Looks
    issuers: Issuers = field(default_factory=Issuers)
    things: set[str] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)


def read(paths: tuple[Path, ...]) -> Iterator[Load]:
    """One load of all files. Each entity is a part of its own: what a line no longer says of it, and what a delta deletes, is withdrawn;
    what a file does not mention stays, for it may be an extract.

    Raises:
        InputError: a path does not exist, or a folder holds nothing to read.
    """
    roll, looks = roll_of(files_of(paths)), Looks()
    yield Load(DATASET, _rows(_Reading(roll, looks)), complete=True, parts=tuple(sorted(roll.spoken_of)), extent=roll.extent, looks=looks)


def _rows(reading: _Reading) -> Iterator[Row]:
    """Actors of all files first, then what joins them: a line may name an actor whose own line comes later."""
    for file in reading.roll.files:
        if file.table:
            yield from _table(file, reading)
        else:
            yield from _actors(file, reading)
    for file in reading.roll.files:
        if not file.table:
            yield from _relations(file, reading)


def _table(file: File, reading: _Reading) -> Iterator[Row]:
    """A simplified table of targets, or one of those kept by hand."""
    if curated.table_of(simple.columns_of(file)):
        yield from curated.rows_of(file, reading.issuers)
    else:
        yield from simple.rows_of(file, reading.issuers, reading.looks, reading.roll.extent)


def _actors(file: File, reading: _Reading) -> Iterator[Row]:
    """Every line but the relations, which have a turn of their own."""
    for entity in lines_of(file, extent=reading.roll.extent):
        if isinstance(entity, Reject):
            yield entity
            continue
        cells = {"schema": entity.schema, "datasets": " ".join(entity.datasets), "caption": entity.caption}
        reading.looks.row(file.name, EXPECTED, cells)
        if entity.schema not in READ or entity.schema in ACTORS:
            yield _actor(entity, file, reading)


def _actor(entity: Entity, file: File, reading: _Reading) -> Row:
    if reading.roll.later(entity, file):
        return Skip(entity.place, "told by a later file")
    if entity.deleted:
        return Skip(entity.place, "deleted: what it said is withdrawn")
    if entity.schema in THINGS:
        reading.things.add(entity.id)
        return Skip(entity.place, f"{entity.schema}: a thing, not an actor")
    if entity.schema not in ACTORS:
        return Skip(entity.place, f"{entity.schema}: neither an actor nor a relation of actors")
    if entity.schema == PERSON:
        reading.persons.add(entity.id)
    try:
        return Entry(entity.place, party.items_of(entity, reading.issuers))
    except InputError as error:
        return Reject(error.place, error.message, error.hint)


def _relations(file: File, reading: _Reading) -> Iterator[Row]:
    for entity in lines_of(file):
        if isinstance(entity, Entity) and (entity.schema in RELATIONS or entity.schema == SANCTION):
            yield _relation(entity, file, reading)


def _relation(entity: Entity, file: File, reading: _Reading) -> Row:
    if reading.roll.later(entity, file):
        return Skip(entity.place, "told by a later file")
    kind = RELATIONS.get(entity.schema)
    ends = entity.all(kind.source, kind.target) if kind else entity.all("entity")
    if any(end in reading.things for end in ends):
        return Skip(entity.place, f"{entity.schema} of a thing, not of an actor")
    try:
        items = acts.tie_of(entity) if kind else acts.sanction_of(entity, reading.issuers, reading.persons)
    except InputError as error:
        return Reject(error.place, error.message, error.hint)
    return Entry(entity.place, items)


LOADER: Final = Loader(
    name=ID,
    about="OpenSanctions: FtM entities with sanctions, owners and officers, delta files, and targets.simple.csv in its generations.",
    read=read,
    suffixes=SUFFIXES,
)
