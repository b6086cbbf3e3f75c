"""Files of OpenSanctions: which generation each is, and its lines as entities. What entities mean stands in the modules beside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from graph.errors import InputError, Place
from graph.ingest.rows import Reject
from graph.progress import Extent
from loaders.base import files_below
from loaders.opensanctions.entity import EXPECTED, Entity, entity_of

JSON: Final = (".json", ".jsonl", ".ndjson")
TABLES: Final = (".csv", ".tsv")
SUFFIXES: Final = (*JSON, *TABLES)
MAX_LINE: Final = 16_000_000
"""Bytes: the longest entity of all collections so far has two million."""
_LIKE_ONE: Final = re.compile(rb'"(?:schema|op)"\s*:')


@dataclass(frozen=True, slots=True)
class File:
    """One file; `number` is its place in the order in which files are applied."""

    path: Path
    name: str
    number: int = 0

    @property
    def table(self) -> bool:
        return self.path.suffix.lower() in TABLES

    @property
    def delta(self) -> bool:
        return not self.table and any(isinstance(first, Entity) and first.delta for first in lines_of(self, most=1))


@dataclass(slots=True)
class Roll:
    """What must be known of all files before the first row: how much they hold, which ids a delta speaks of, which file is an id's last.

    `last` is kept where there are several files only: of one file every line holds.
    """

    files: list[File]
    extent: Extent = field(default_factory=Extent)
    spoken_of: set[str] = field(default_factory=set)
    last: dict[str, int] = field(default_factory=dict)

    def later(self, entity: Entity, file: File) -> bool:
        return self.last.get(entity.id, file.number) > file.number


def files_of(paths: tuple[Path, ...]) -> list[File]:
    """Each file once, in the order in which they were named, those of a folder by their names; but deltas go last, since they change
    what whole files say.

    Raises:
        InputError: a path does not exist, or a folder holds nothing to read.
    """
    hint, nothing = f"files end in {' or '.join(SUFFIXES)}", "the folder holds nothing to read"
    found: dict[Path, File] = {}
    for given in paths:
        for path, name in files_below(given, lambda suffix: suffix.lower() in SUFFIXES, nothing=nothing, hint=hint):
            found.setdefault(path.resolve(), File(path, name))
    ordered = sorted(found.values(), key=lambda file: file.delta)
    return [replace(file, number=number) for number, file in enumerate(ordered)]


def roll_of(files: list[File]) -> Roll:
    """Walk over the files of entities once. What cannot be read here is told when its row is due."""
    roll = Roll(files)
    documents = [file for file in files if not file.table]
    roll.extent.size = sum(file.path.stat().st_size for file in files)
    for file in documents if len(documents) > 1 or any(file.delta for file in documents) else ():
        for entity in lines_of(file):
            if isinstance(entity, Entity):
                roll.last[entity.id] = file.number
                if entity.delta:
                    roll.spoken_of.add(entity.id)
    return roll


def lines_of(file: File, most: int = 0, extent: Extent | None = None) -> Iterator[Entity | Reject]:
    """The lines as entities. A file whose first line is none is one reject; so is the rest after an endless line."""
    try:
        stream = file.path.open("rb")
    except OSError as error:
        yield Reject(Place(file.name), f"cannot be read: {error.strerror or error}")
        return
    read = 0
    with stream:
        for number in range(1, 1 << 62):
            raw = stream.readline(MAX_LINE + 1)
            if extent:
                extent.read += len(raw)
            if not raw:
                break
            if not raw.strip():
                continue
            entity = _line(raw, Place(file.name, number))
            yield entity
            read += 1
            if read == most or len(raw) > MAX_LINE or (read == 1 and isinstance(entity, Reject) and not _LIKE_ONE.search(raw)):
                return
    if not read:
        yield Reject(Place(file.name), "the file is empty", EXPECTED)


def _line(raw: bytes, place: Place) -> Entity | Reject:
    if len(raw) > MAX_LINE:
        return Reject(place, f"the line is longer than {MAX_LINE:,} bytes; the rest of the file was not read", EXPECTED)
    try:
        text = raw.decode("utf-8-sig" if place.line == 1 else "utf-8")
    except UnicodeDecodeError as error:
        return Reject(place, f"is not UTF-8 (byte {error.start + 1})", "use the file as published")
    try:
        return entity_of(text, place)
    except InputError as error:
        return Reject(error.place, error.message, error.hint, text[:80] if place.line == 1 else "")
