"""CFR's Cyber Operations Tracker: files in, rows out. What rows mean stands in the modules beside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from graph.errors import InputError
from graph.ingest.rows import Entry, Reject, Row, Skip
from graph.model import Dataset
from loaders._expectation import Expectation, Looks
from loaders._lists.countries import States
from loaders._lists.tables import Line, open_table
from loaders._lists.texts import lists_below
from loaders.base import Load, Loader
from loaders.cfr_cyber.incident import ID, PART, day_in, items_of, ref_of

SUFFIXES: Final = (".csv", ".tsv")
REQUIRED: Final = frozenset({"title", "date", "response", "victims", "sponsor", "type"})
DATASET: Final = Dataset(
    id=ID,
    title="Cyber Operations Tracker",
    publisher="Council on Foreign Relations",
    licence="Copyright Council on Foreign Relations",
    citation="Council on Foreign Relations: Cyber Operations Tracker.",
    url="https://www.cfr.org/cyber-operations/",
    redistribute="refer",
    columns={
        "incident_type": "the type of the incident",
        "category": "the sectors of the victims",
        "affiliations": "who is thought to have done it, in the tracker's words",
        "victims": "the victims, in the tracker's words",
        "response": "the response, with its address",
        "date_basis": "the date is the day on which the incident was reported",
    },
)
EXPECTED: Final = Expectation(
    "the Cyber Operations Tracker",
    rows=(300, 10_000),
    filled={"date": (0.95, 1), "sponsor": (0.7, 1), "response": (0.05, 0.6), "type": (0.7, 1), "sources_1": (0.8, 1)},
    values={"type": frozenset({"Espionage", "Sabotage", "Denial of service"})},
)
"""The file of May 2021 held 513 incidents: 99 % with a day, 92 % with a sponsor, 17 % with a response, 93 % with a type."""


def read(paths: tuple[Path, ...]) -> Iterator[Load]:
    """One load of all files. Extracts are common, so what a file lacks is not taken as withdrawn.

    Raises:
        InputError: a path does not exist, or a folder holds nothing to read.
    """
    files = {path.resolve(): (path, name) for given in paths for path, name in lists_below(given, SUFFIXES)}
    looks = Looks()
    yield Load(DATASET, _rows(list(files.values()), looks), complete=False, parts=(PART,), looks=looks)


def _rows(files: list[tuple[Path, str]], looks: Looks) -> Iterator[Row]:
    states, told = States(ID), set[str]()
    for path, name in files:
        try:
            table = open_table(
                path, name, lambda columns: columns >= REQUIRED, "expected: Title, Date, Affiliations, Description, Response, ..."
            )
        except InputError as error:
            yield Reject(error.place, error.message, error.hint)
            continue
        lines = list(table.lines())
        known_by = max((day for line in lines if isinstance(line, Line) and (day := _day(line))), default=date.min)
        for line in lines:
            if isinstance(line, Reject):
                yield line
                continue
            looks.row(name, EXPECTED, line.cells)
            yield _row(line, known_by, states, told)


def _day(line: Line) -> date | None:
    try:
        return day_in(line)
    except InputError:
        return None


def _row(line: Line, known_by: date, states: States, told: set[str]) -> Row:
    try:
        ref = ref_of(line)
        if ref in told:
            return Skip(line.place, "stands twice: an incident of this day and title was read before")
        items = items_of(line, known_by, states)
    except InputError as error:
        return Reject(error.place, error.message, error.hint)
    told.add(ref)
    return Entry(line.place, items)


LOADER: Final = Loader(
    name="cfr_cyber",
    about="CFR's Cyber Operations Tracker: incidents with suspected sponsors, and denouncements, charges and sanctions that answer them.",
    read=read,
    suffixes=SUFFIXES,
)
