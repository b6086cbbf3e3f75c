"""STIX bundles, 2.0 and 2.1, with MITRE ATT&CK as a profile: threat actors, identities, what campaigns did and whose they are said to be.

Techniques and software are no actors and are skipped, with what else a bundle holds that the graph does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from graph.errors import InputError, Place
from graph.ingest.rows import Entry, Reject, Row, Skip
from graph.model import Dataset, Item
from graph.progress import Extent
from loaders._expectation import Looks
from loaders.base import Load, Loader
from loaders.stix import attack, library
from loaders.stix.actions import Deeds
from loaders.stix.documents import files_below, read_document
from loaders.stix.library import Library
from loaders.stix.objects import KEPT, STANDARD, Thing, slim
from loaders.stix.relations import relationship


@dataclass(frozen=True, slots=True)
class _Bundle:
    """The objects of one file."""

    part: str
    things: Sequence[Thing | Reject]


@dataclass(slots=True)
class _Shelf:
    """The bundles of one dataset, and what of them could not be read."""

    bundles: list[_Bundle] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


def read(paths: tuple[Path, ...]) -> Iterator[Load]:
    """One load for ATT&CK and one for all other bundles; a folder stands for the bundles below it.

    Raises:
        InputError: a path does not exist, or a folder holds no bundle.
    """
    shelves: dict[str, _Shelf] = {library.DATASET.id: _Shelf(), attack.DATASET.id: _Shelf()}
    for path, name, part in files_below(paths, ".json", "STIX bundle"):
        try:
            bundle = _open(path, name, part)
            shelves[_dataset_of(bundle).id].bundles.append(bundle)
        except InputError as error:
            shelves[library.DATASET.id].rejects.append(_reject(error))
    for dataset in (library.DATASET, attack.DATASET):
        shelf = shelves[dataset.id]
        if shelf.bundles or shelf.rejects:
            extent = Extent(len(shelf.rejects) + sum(len(bundle.things) for bundle in shelf.bundles))
            parts = tuple(dict.fromkeys(bundle.part for bundle in shelf.bundles))
            yield Load(dataset, _rows(dataset, shelf), parts=parts, extent=extent, looks=_looks(dataset, shelf))


def _looks(dataset: Dataset, shelf: _Shelf) -> Looks:
    """Any maker's bundle may look as it likes; ATT&CK is one maker's."""
    looks = Looks()
    if dataset is attack.DATASET:
        for thing in (thing for bundle in shelf.bundles for thing in bundle.things if isinstance(thing, Thing)):
            looks.row(thing.place.file, attack.EXPECTED, {name: str(thing.data.get(name) or "") for name in attack.LOOKED_AT})
    return looks


def _open(path: Path, name: str, part: str) -> _Bundle:
    document = read_document(path, name, "objects", slim)
    elements, header = document.elements, document.header
    if header and header.get("type") != "bundle":
        if "id" not in header or not isinstance(header.get("type"), str):
            hint = 'a bundle has "type": "bundle" and a list of objects'
            raise InputError(f"this is no STIX bundle; it holds: {', '.join(sorted(header))[:80]}", Place(name, 1), hint=hint)
        elements = [(1, header)]
    return _Bundle(part, [_thing(value, Place(name, line)) for line, value in elements])


def _thing(value: Any, place: Place) -> Thing | Reject:
    if not isinstance(value, dict):
        return Reject(place, "this is no STIX object", "an object in braces, with type and id", str(value)[:80])
    thing = Thing(value, place)
    try:
        if thing.type in STANDARD:
            thing.id  # noqa: B018 - said at the object's own line rather than where another refers to it
            thing.withdrawn  # noqa: B018
    except InputError as error:
        return _reject(error)
    return thing


def _dataset_of(bundle: _Bundle) -> Dataset:
    """ATT&CK is a bundle of MITRE's own objects: none of its groups and campaigns lacks a number of ATT&CK."""
    things = [thing for thing in bundle.things if isinstance(thing, Thing)]
    own = any(attack.MITRE in (thing.data.get("created_by_ref"), thing.data.get("id")) for thing in things)
    named = [thing for thing in things if thing.type in ("intrusion-set", "threat-actor", "campaign")]
    return attack.DATASET if own and all(_numbered(thing) for thing in named) else library.DATASET


def _numbered(thing: Thing) -> bool:
    try:
        return bool(attack.number_of(thing))
    except InputError:
        return True


def _rows(dataset: Dataset, shelf: _Shelf) -> Iterator[Row]:
    yield from shelf.rejects
    newest: dict[str, Thing] = {}
    parts: dict[str, str] = {}
    for bundle in shelf.bundles:
        for thing in bundle.things:
            if isinstance(thing, Thing) and thing.type in STANDARD and _newer(thing, newest.get(thing.id)):
                newest[thing.id], parts[thing.id] = thing, bundle.part
    books = Library(dataset, newest, parts)
    deeds = Deeds.of(books)
    for bundle in shelf.bundles:
        for thing in bundle.things:
            yield thing if isinstance(thing, Reject) else _row(thing, books, deeds)


def _newer(thing: Thing, known: Thing | None) -> bool:
    """Timestamps of STIX are UTC and of one form, so their texts sort as they do; of two equal ones the first stays."""
    return known is None or str(thing.data.get("modified", "")) > str(known.data.get("modified", ""))


def _row(thing: Thing, books: Library, deeds: Deeds) -> Row:
    if thing.type not in STANDARD:
        return Skip(thing.place, f"custom object: {thing.type[:40]}")
    if books.things[thing.id] is not thing:
        return Skip(thing.place, "another version of an object that these files hold newer or earlier")
    if thing.withdrawn:
        return Skip(thing.place, f"{thing.withdrawn}: {thing.type}")
    if thing.type not in KEPT:
        return Skip(thing.place, f"{thing.type}: neither an actor nor an action")
    try:
        found = _items(thing, books, deeds)
    except InputError as error:
        return _reject(error)
    return Skip(thing.place, found) if isinstance(found, str) else Entry(thing.place, found)


def _items(thing: Thing, books: Library, deeds: Deeds) -> tuple[Item, ...] | str:
    if thing.type == "relationship":
        return relationship(thing, books, deeds)
    if thing.type == "campaign":
        return deeds.campaign(thing)
    record = books.actor(thing)
    return record if isinstance(record, str) else (record,)


def _reject(error: InputError) -> Reject:
    return Reject(error.place, error.message, error.hint)


LOADER: Final = Loader(
    name="stix",
    about="STIX 2.0 and 2.1 bundles and MITRE ATT&CK: threat actors, identities, campaigns, who they are attributed to.",
    read=read,
    suffixes=(".json",),
)
