"""EuRepoC, the European Repository of Cyber Incidents: files in, rows out. What rows mean stands in the modules beside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from graph.errors import InputError
from graph.ingest.rows import Entry, Reject, Row, Skip
from graph.model import Dataset
from loaders._expectation import Expectation, Looks
from loaders._lists.tables import Line, Table, open_table
from loaders._lists.texts import lists_below
from loaders.base import Load, Loader
from loaders.eurepoc import attributions, incidents
from loaders.eurepoc.party import ID, Parties

SUFFIXES: Final = (".csv", ".tsv")
INCIDENTS: Final = frozenset({"name", "start_date", "end_date", "incident_type", "receiver_country", "initiator_country"})
ATTRIBUTIONS: Final = frozenset({"incident_id", "attribution_id", "attribution_date", "attribution_basis", "attributed_initiator"})
RECEIVERS: Final = frozenset({"receiver_country", "receiver_name", "receiver_category"})
DATASET: Final = Dataset(
    id=ID,
    title="EuRepoC: European Repository of Cyber Incidents, global dataset",
    publisher=incidents.PUBLISHER,
    licence="the terms of its record at Zenodo; not known here, so refer to it",
    citation="European Repository of Cyber Incidents: EuRepoC Global Dataset of Cyber Incidents. Zenodo, doi:10.5281/zenodo.7848941.",
    url="https://doi.org/10.5281/zenodo.7848941",
    redistribute="refer",
    columns={
        "incident_type": "all types of the incident; the action is the gravest",
        "coded_start": "the start as written: the first of January may stand for the year, the first of another month for the month",
        "coded_end": "the end as written",
        "receiver_name": "the names that were coded, with nothing said of what they are",
        "weighted_cyber_intensity": "0 to 15, as coded",
        "inclusion_criteria": "why the incident is in the repository",
        "responses": "type, subtype and country of political and of legal responses, as coded",
        "response_type": "the source's word for a response",
        "incident": "the incident's number",
        "attribution_type": "how the attribution was made",
        "attribution_basis": "who made it",
        "attributing_actor": "the organ or person that made it",
        "attributing_country": "whose it is",
    },
)
EXPECTED: Final = Expectation(
    "EuRepoC's global database",
    rows=(1000, 50_000),
    filled={"start_date": (0.95, 1), "receiver_country": (0.97, 1), "incident_type": (0.97, 1), "initiator_name": (0.3, 0.9)},
    values={"incident_type": frozenset({"Disruption", "Data theft; Hijacking with Misuse"})},
)
"""Version 1.1 held 1,643 incidents: 99 % with a start, all but three with a receiver, 77 % with a name of an initiator."""


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
    yield Load(DATASET, _rows(files, looks), complete=False, parts=(incidents.PART, attributions.PART), looks=looks)


def _rows(files: list[tuple[Path, str]], looks: Looks) -> Iterator[Row]:
    parties, told = Parties(), set[str]()
    for path, name in files:
        try:
            table = open_table(path, name, _is_one, "expected: EuRepoC's global database or its attribution or receiver dataset, CSV")
        except InputError as error:
            yield Reject(error.place, error.message, error.hint)
            continue
        columns = frozenset(table.columns)
        if columns >= ATTRIBUTIONS:
            yield from attributions.rows_of(table.lines(), parties)
        elif columns >= INCIDENTS:
            yield from _incidents(table, parties, told, looks)
        else:
            for line in table.lines():
                yield (
                    line
                    if isinstance(line, Reject)
                    else Skip(line.place, "a receiver alone: the global database tells it with its incident")
                )


def _is_one(columns: frozenset[str]) -> bool:
    return columns >= ATTRIBUTIONS or columns >= RECEIVERS | {"id"} or (columns >= INCIDENTS and bool(columns & {"id", "incident_id"}))


def _incidents(table: Table, parties: Parties, told: set[str], looks: Looks) -> Iterator[Row]:
    for line in table.lines():
        if isinstance(line, Reject):
            yield line
            continue
        looks.row(table.name, EXPECTED, line.cells)
        yield _incident(line, parties, told)


def _incident(line: Line, parties: Parties, told: set[str]) -> Row:
    number = incidents.ident(line)
    if number in told:
        return Skip(line.place, "stands twice: an incident of this number was read before")
    try:
        items = incidents.items_of(line, parties)
    except InputError as error:
        return Reject(error.place, error.message, error.hint)
    told.add(number)
    return Entry(line.place, items)


LOADER: Final = Loader(
    name="eurepoc",
    about="EuRepoC: cyber incidents with initiators, receivers and claims, the answers to them, and attributions as accusations.",
    read=read,
    suffixes=SUFFIXES,
)
