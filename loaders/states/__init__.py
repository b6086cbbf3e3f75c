"""States and territories over time, with their codes and names: the bundled table as a loader, and lookups for every other loader.

Nothing here guesses: a name or code that the table does not know is None, and codes of one system are never read as another's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from graph.dates import Span
from graph.errors import InputError, Place
from graph.ingest.rows import Entry, Reject, Row
from graph.model import Citation, Dataset, Item, Record, Source, Tie
from loaders.base import Load, Loader
from loaders.states.actors import ActorCode, Other, resolve_actor_code
from loaders.states.resolve import resolve_code, resolve_name
from loaders.states.table import COLUMNS, TABLE, State, System, state_of, states

__all__ = ["LOADER", "ActorCode", "Other", "State", "System", "resolve_actor_code", "resolve_code", "resolve_name", "states"]

DATASET: Final = Dataset(
    id="states",
    title="States and territories over time, with their codes and names",
    publisher="The Retorsion developers",
    licence="CC0-1.0",
    citation="The Retorsion developers: States and territories over time. Facts from ISO 3166, COW, CAMEO and FIPS 10-4.",
    columns={
        "state": "ISO 3166 alpha-3; ISO 3166-3 for dissolved states, else COW and the COW number",
        "what": "what it is: a UN member state, a territory, a dissolved state, ...",
        "of": "the state that it belongs to",
        "held": "first and last day of its existence, where told",
        "iso2": "ISO 3166-1 and 3166-3 alpha-2",
        "iso3": "ISO 3166-1 and 3166-3 alpha-3",
        "cow": "Correlates of War, abbreviation",
        "cown": "Correlates of War, number",
        "cameo": "CAMEO, as GDELT writes it",
        "fips": "FIPS 10-4",
    },
)

SOURCES: Final[Mapping[str, Source]] = MappingProxyType(
    {
        "iso-3166-3": Source(
            id="states:iso-3166-3",
            title="ISO 3166-3: Code for formerly used names of countries",
            publisher="International Organization for Standardization",
            reliability="A",
        ),
        "un-1991": Source(
            id="states:un-1991",
            title="Letter of the President of the Russian Federation to the Secretary-General on membership of the United Nations",
            publisher="United Nations",
            published=Span.parse("1991-12-24"),
            reliability="A",
        ),
        "succession-2001": Source(
            id="states:succession-2001",
            title="Agreement on Succession Issues between the five successor States of the former State of Yugoslavia",
            publisher="United Nations Treaty Series",
            published=Span.parse("2001-06-29"),
            reliability="A",
        ),
    }
)


def read(paths: tuple[Path, ...]) -> Iterator[Load]:
    """One load of all tables given.

    Raises:
        InputError: a path is no file.
    """
    for path in paths:
        if not path.is_file():
            raise InputError("there is no such file", Place(str(path)), hint="the table of the project is bundled: give no path")
    yield Load(DATASET, (row for path in paths for row in _rows(path)), parts=tuple(path.stem for path in paths))


def _rows(path: Path) -> Iterator[Row]:
    file = path.as_posix()
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        yield Reject(Place(file), f"the file is not UTF-8 (byte {error.start + 1})", "save it as UTF-8")
        return
    if not lines or tuple(lines[0].split("\t")) != COLUMNS:
        found = repr(lines[0][:60]) if lines else "nothing"
        yield Reject(Place(file, 1), f"this is not a table of states: its first line is {found}", f"tab-separated: {' '.join(COLUMNS)}")
        return
    for number, line in enumerate(lines[1:], start=2):
        yield _row(line, Place(file, number), path.stem)


def _row(line: str, place: Place, part: str) -> Row:
    cells = line.split("\t")
    if len(cells) != len(COLUMNS):
        return Reject(place, f"the row has {len(cells)} columns instead of {len(COLUMNS)}", "separate columns by tabs", line[:80])
    try:
        state = state_of(dict(zip(COLUMNS, cells, strict=True)))
        return Entry(place, (_record(state), *_succession(state, part)))
    except ValueError as error:
        column, _, reason = str(error).partition(": ")
        return Reject(Place(place.file, place.line, column), reason, detail=line[:80])


def _record(state: State) -> Record:
    """Codes that a state once had are searchable as aliases would not be: only the first of each system is the actor's own."""
    return Record(
        id=f"{DATASET.id}:{state.code}",
        kind="State",
        name=state.name,
        actor=state.id,
        aliases=state.names,
        codes={system: codes[0] for system, codes in state.codes.items()},
        description=_description(state),
    )


def _description(state: State) -> str:
    words = state.what + (f" (of {state.of})" if state.of else "")
    return words if state.living else f"{words}, until {state.last.isoformat()}"


def _succession(state: State, part: str) -> Iterator[Item]:
    for successor, key in state.successors:
        if key not in SOURCES:
            raise ValueError(f"succession: {key!r} is not one of {', '.join(SOURCES)}")
        yield SOURCES[key]
        yield Tie(
            id=f"{DATASET.id}:{successor}-after-{state.code}",
            dataset=DATASET.id,
            type="SUCCESSOR_OF",
            source=f"{DATASET.id}:{successor}",
            target=f"{DATASET.id}:{state.code}",
            citations=(Citation(source=SOURCES[key].id, credibility="1"),),
            part=part,
        )


LOADER: Final = Loader(
    name="states",
    about="States and territories over time: ISO 3166, COW, CAMEO and FIPS codes, names in use, dissolved states and who succeeded them.",
    read=read,
    suffixes=(".tsv",),
    bundled=(TABLE,),
)
