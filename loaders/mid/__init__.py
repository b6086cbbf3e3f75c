"""The Militarized Interstate Disputes of the Correlates of War: files in, rows out. Codes and rows stand beside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from graph.errors import InputError, Place
from graph.ingest.rows import Reject
from graph.model import Dataset
from graph.progress import Extent
from loaders._expectation import Looks
from loaders._lists.tables import Line, open_table
from loaders._lists.texts import lists_below
from loaders.base import Load, Loader
from loaders.mid.files import ID, KINDS, kind_of
from loaders.mid.gather import Register

SUFFIXES: Final = (".csv", ".tsv", ".txt")
DATASET: Final = Dataset(
    id=ID,
    title="Militarized Interstate Disputes",
    publisher="The Correlates of War Project",
    licence="Free for research use, to be cited",
    citation=(
        "Palmer, Glenn, et al. (2022): The MID5 Dataset, 2011-2014: Procedures, coding rules, and description. Conflict Management and "
        "Peace Science 39(4). For dyads: Maoz, Zeev, et al. (2019): The Dyadic Militarized Interstate Disputes (MIDs) Dataset Version 3.0. "
        "Journal of Conflict Resolution 63(3)."
    ),
    url="https://correlatesofwar.org/data-sets/mids/",
    columns={
        "dispute": "number of the dispute",
        "incident": "number of the incident",
        "mid_action": "what the state did, 1 to 21, in MID's codes",
        "mid_hostility": "MID's level of hostility: 1 none, 2 threat, 3 display of force, 4 use of force, 5 war",
        "mid_fatality": "level of deaths: 0 none, 1 up to 25, 2 up to 100, 3 up to 250, 4 up to 500, 5 up to 999, 6 more; -9 unknown",
        "deaths": "deaths, where the number is known; of the incident, else of the state that acted",
        "outcome": "how the dispute ended, 1 to 9, in MID's codes",
        "settlement": "how it was settled: 1 negotiated, 2 imposed, 3 not, 4 unclear",
        "dyad": "number of the dyad's dispute in the dyadic file",
    },
)


def read(paths: tuple[Path, ...]) -> Iterator[Load]:
    """One load of all files: those of incidents, of dyads and of disputes tell the same disputes more or less finely.

    Raises:
        InputError: a path does not exist, or a folder holds nothing to read.
    """
    register, looks, seen = Register(), Looks(), set[Path]()
    for path, name in (found for given in paths for found in lists_below(given, SUFFIXES)):
        if path.resolve() not in seen:
            seen.add(path.resolve())
            try:
                _gather(path, name, register, looks)
            except InputError as error:
                register.rows.append(Reject(error.place, error.message, error.hint))
    extent = Extent()
    extent.rows = len(register.rows)
    yield Load(DATASET, register.told(), parts=tuple(sorted(register.parts)), extent=extent, looks=looks)


def _gather(path: Path, name: str, register: Register, looks: Looks) -> None:
    expected = f"expected: a file of MID ({', '.join(kind.name for kind in KINDS)}) with its header"
    table = open_table(path, name, lambda columns: kind_of(columns) is not None, expected)
    kind = kind_of(frozenset(table.columns))
    if kind is None:
        raise InputError("this is no file of MID", Place(name, 1), hint=expected)
    register.parts.add(kind.part)
    for line in table.lines():
        if isinstance(line, Line):
            looks.row(name, kind.expected, line.cells)
            register.add(kind, line)
        else:
            register.rows.append(line)


LOADER: Final = Loader(
    name="mid",
    about="Militarized Interstate Disputes (Correlates of War): who threatened, showed or used force against whom, incident by incident.",
    read=read,
    suffixes=SUFFIXES,
)
