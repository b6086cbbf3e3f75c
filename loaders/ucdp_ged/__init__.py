"""UCDP's Georeferenced Event Dataset (GED): files in, rows out. What a row means stands in the modules beside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from graph.errors import InputError
from graph.ingest.rows import Entry, Reject, Row, Skip
from graph.model import Dataset
from loaders._expectation import Expectation, Looks
from loaders._lists.tables import Line
from loaders._lists.texts import lists_below
from loaders.base import Load, Loader
from loaders.ucdp_ged.files import SUFFIXES, lines_of
from loaders.ucdp_ged.items import ID, PART, SAID, OneActor, items_of, number_of
from loaders.ucdp_ged.sides import Parties

DATASET: Final = Dataset(
    id=ID,
    title="UCDP Georeferenced Event Dataset (GED)",
    publisher="Uppsala Conflict Data Program, Department of Peace and Conflict Research, Uppsala University",
    licence="CC BY 4.0",
    citation=(
        "Sundberg, R. and Melander, E. (2013): Introducing the UCDP Georeferenced Event Dataset. Journal of Peace Research 50(4). "
        "Name the version that the file is of."
    ),
    url="https://ucdp.uu.se",
    columns={
        **{ours: f"{theirs}, as it stands" for ours, theirs in SAID.items()},
        "magnitude": "best: UCDP's best estimate of the deaths on all sides; low and high are its bounds",
        "violence": "type_of_violence: 1 with a state, 2 between groups, 3 against civilians",
    },
)
EXPECTED: Final = Expectation(
    "UCDP's GED",
    rows=(100, 2_000_000),
    filled={"side_a": (1, 1), "date_start": (1, 1), "gwnoa": (0.2, 0.95), "source_article": (0.8, 1)},
    values={"type_of_violence": frozenset({"1", "2", "3"})},
)
"""In a sample of a thousand rows of 1989 to 2022 some three quarters have a government on side a."""


def read(paths: tuple[Path, ...]) -> Iterator[Load]:
    """One load of all files. Extracts are common, so what a file lacks is not taken as withdrawn.

    Raises:
        InputError: a path does not exist, or a folder holds nothing to read.
    """
    files, seen = list[tuple[Path, str]](), set[Path]()
    for path, name in (found for given in paths for found in lists_below(given, SUFFIXES)):
        if path.resolve() not in seen:
            seen.add(path.resolve())
            files.append((path, name))
    looks = Looks()
    yield Load(DATASET, _rows(files, looks), complete=False, parts=(PART,), looks=looks)


def _rows(files: list[tuple[Path, str]], looks: Looks) -> Iterator[Row]:
    parties, told = Parties(), set[str]()
    for path, name in files:
        try:
            for line in lines_of(path, name):
                yield line if isinstance(line, Reject) else _row(line, parties, told, looks)
        except InputError as error:
            yield Reject(error.place, error.message, error.hint)


def _row(line: Line, parties: Parties, told: set[str], looks: Looks) -> Row:
    cells = line.cells | {"type_of_violence": line["type_of_violence"].removesuffix(".0")}
    looks.row(line.place.file, EXPECTED, cells)
    try:
        number = number_of(line, "id")
        if number in told:
            return Skip(line.place, "stands twice: an event of this id was read before")
        items = items_of(line, parties)
    except OneActor:
        return Skip(line.place, "both sides are one actor")
    except InputError as error:
        return Reject(error.place, error.message, error.hint)
    told.add(number)
    return Entry(line.place, items)


LOADER: Final = Loader(
    name="ucdp_ged",
    about="UCDP's GED: clashes of states and groups and attacks on civilians, day by day with deaths, places and sources; CSV, GeoJSON.",
    read=read,
    suffixes=SUFFIXES,
)
