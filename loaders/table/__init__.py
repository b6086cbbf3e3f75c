"""Any table by a mapping: CSV, JSON lines or Parquet, and a small YAML file that says what its columns mean. Reads no cells itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from graph.errors import InputError, Place, SettingsError
from graph.ingest.rows import Row
from loaders.base import Load, Loader, files_below
from loaders.table.mapping import FIRST_KEY, TableMapping, open_mapping
from loaders.table.roll import Roll, call_roll, needs_roll
from loaders.table.tables import SUFFIXES, Chunk, bare_name, chunks
from loaders.table.telling import Teller
from loaders.table.values import Cells

MAPPINGS: Final = (".yaml", ".yml")
SCHEMA: Final = Path(__file__).parent / "schema.json"
_DRAFT: Final = "`retorsion draft FILE -o mapping.yaml` writes one for a table"


@dataclass(frozen=True, slots=True)
class Data:
    """A data file; `name` stands for it in messages, `part` for it in the graph: a later load of that part replaces it."""

    path: Path
    name: str
    part: str


def read(paths: tuple[Path, ...]) -> Iterator[Load]:
    """One load for each mapping among the paths; the other paths are data of the one mapping, or each mapping names its own.

    Raises:
        InputError: a mapping is wrong, or there is none; or a path leads to nothing. SettingsError: polars is needed and not installed.
    """
    paths = tuple(path for given in paths for path in _opened(given))
    mappings = [open_mapping(path) for path in paths if is_mapping(path)]
    given = tuple(path for path in paths if not is_mapping(path))
    if not mappings:
        raise InputError("a table needs a mapping that says what its columns mean", Place(str(paths[0] if paths else "")), hint=_DRAFT)
    if len(mappings) > 1 and given:
        reason = "with several mappings it is not clear whose data this is"
        raise InputError(reason, Place(str(given[0])), hint="load one after the other, or name `files:` in each mapping")
    yield from [load_of(mapping, given) for mapping in mappings]


def is_mapping(path: Path) -> bool:
    """By its suffix: no table is written in YAML."""
    return path.suffix in MAPPINGS


def begins_as_mapping(path: Path) -> bool:
    """Whether a YAML file is a mapping by its first key; a chronology, which has the same suffix, begins with its own."""
    if not (is_mapping(path) and path.is_file()):
        return False
    with path.open("rb") as stream:
        lines = stream.read(4_000).removeprefix(b"\xef\xbb\xbf").splitlines()
    first = next((line for line in lines if line.strip() and not line.startswith((b"#", b"---"))), b"")
    return first.partition(b":")[0].strip() == FIRST_KEY.encode()


def _opened(given: Path) -> tuple[Path, ...]:
    """A folder stands for the mappings in it, each with the files that it names; without one, for the tables in it."""
    return (tuple(sorted(path for path in given.iterdir() if is_mapping(path))) if given.is_dir() else ()) or (given,)


def load_of(mapping: TableMapping, given: tuple[Path, ...]) -> Load:
    """The load of one mapping, of the data given or of those that it names.

    Raises:
        InputError: there are none. SettingsError: polars is needed and not installed.
    """
    data = _data(mapping, given)
    if mapping.stream:
        try:
            from loaders.table.stream import Edges
        except ModuleNotFoundError as error:
            if error.name != "polars":
                raise
            raise SettingsError("Streams are read with polars, which is not installed.", hint="pip install 'retorsion[loaders]'") from None
        source = partial(_all_chunks, mapping, data)
        return Load(mapping.dataset, complete=False, stream=Edges(mapping, source, partial(_roll, mapping, data)))
    parts = tuple(file.part for file in data)
    return Load(mapping.dataset, _rows(mapping, data), complete=mapping.complete, parts=parts)


def _rows(mapping: TableMapping, data: list[Data]) -> Iterator[Row]:
    teller = Teller(mapping, _roll(mapping, data))
    for file, chunk in _all_chunks(mapping, data):
        yield from chunk.rejects
        for line, cells in chunk.rows():
            yield teller.row(Place(file.name, line), file.part, cells)


def _roll(mapping: TableMapping, data: list[Data]) -> Roll:
    """The tables are read twice where rows can say different things of one actor."""
    return call_roll(mapping, _cells(mapping, data)) if needs_roll(mapping) else {}


def _cells(mapping: TableMapping, data: list[Data]) -> Iterator[Cells]:
    return (cells for _, chunk in _all_chunks(mapping, data) for _, cells in chunk.rows())


def _all_chunks(mapping: TableMapping, data: list[Data]) -> Iterator[tuple[Data, Chunk]]:
    wanted = {name: str(place) for name, place in mapping.columns.items()}
    for file in data:
        for chunk in chunks(file.path, file.name, mapping.form, wanted):
            yield file, chunk


def _data(mapping: TableMapping, given: tuple[Path, ...]) -> list[Data]:
    """The files given, else those that the mapping names, beside itself."""
    home = Path(mapping.file).parent
    if strays := [name for name in mapping.files if not (home / name).resolve().is_relative_to(home.resolve())]:
        reason = f"`files` names {strays[0]!r}, which does not lie beside the mapping or below it"  # a stranger's mapping may name anything
        raise InputError(reason, Place(mapping.file), hint="move it, or name the table after the mapping")
    paths = given or tuple(home / name for name in mapping.files)
    if not paths:
        raise InputError("no data: the mapping names no `files`", Place(mapping.file), hint="name the table after the mapping")
    found: dict[str, Data] = {}
    for path in paths:
        for file, name in files_below(
            path, SUFFIXES.__contains__, nothing="the folder holds no table", hint=f"looked for {', '.join(SUFFIXES)}"
        ):
            part = bare_name(file).replace(" ", "_")
            if part in found and found[part].path != file:
                reason = f"another file of this load has the same name: {found[part].name}"
                raise InputError(reason, Place(name), hint="rename one of them: the name tells a later load what it replaces")
            found[part] = Data(file, name, part)
    return list(found.values())


LOADER: Final = Loader(
    name="table",
    about="Any table (CSV, TSV, JSON lines, Parquet) by a mapping file that says what its columns mean; `retorsion draft` writes one.",
    read=read,
    suffixes=(".jsonl", ".ndjson", ".parquet", ".tab"),
)
