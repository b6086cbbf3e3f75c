"""The files of an import: nodes and relationships as CSV with typed headers and id spaces. What the graph holds is not known here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final

import polars as pl

from graph.errors import EngineError

BETWEEN: Final = "\x1f"
"""Stands between the values of a list: a character that no text of a source has."""

EMPTY: Final = "retorsion_empty"
"""Names the properties that are empty lists, which CSV cannot say: the queries `empty_lists` of ImportFiles set them afterwards."""

GRAPH, COMMITS = "Graph", "Commits"
"""Id spaces: nodes by the number that they had, commits by their own."""

_NAME: Final = re.compile(r"[^\W\d][\w .-]*")
_SCALARS: Final[Mapping[type, str]] = {bool: "boolean", int: "long", float: "double", str: "string", date: "date"}
_COLUMNS: Final[Mapping[Any, str]] = {pl.String: "string", pl.Int64: "long", pl.Float64: "double", pl.Date: "date", pl.Boolean: "boolean"}
_LONGEST: Final = 3 << 20
"""Characters of a field: the import tool reads 4 MB at a time."""


class NotImportable(EngineError):
    """The graph holds something that these files cannot say; loading by batches carries it."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A value with a time of day, as the database writes it, and what the import tool calls its type."""

    type: str
    text: str


@dataclass(slots=True)
class _Table:
    """Rows of one shape. A row with a new property begins a new file, for in a file all rows are as long as its header."""

    folder: Path
    name: str
    first: tuple[str, ...]
    types: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    stream: IO[str] | None = None

    def fits(self, types: Mapping[str, str]) -> bool:
        return all(self.types.get(name, type_) == type_ for name, type_ in types.items())

    def add(self, ends: Sequence[str], values: Mapping[str, str], types: Mapping[str, str]) -> None:
        if self.stream is None or not types.keys() <= self.types.keys():
            self.types |= types
            self.stream = self._begun()
        self.stream.write(",".join([*ends, *(values.get(name, "") for name in self.types)]) + "\n")

    def close(self) -> None:
        if self.stream is not None:
            self.stream.close()

    def _begun(self) -> IO[str]:
        self.close()
        self.files.append(f"{self.name}-{len(self.files)}.csv")
        stream = (self.folder / self.files[-1]).open("w", encoding="utf-8", newline="")
        stream.write(",".join([*self.first, *(f"{name}:{type_}" for name, type_ in self.types.items())]) + "\n")
        return stream


class ImportFiles:
    """Writes them below a folder; `arguments` is what the import tool is then told, with names relative to `folder`'s parent."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder, self._stack = folder, ExitStack()
        self._tables: dict[tuple[str, ...], list[_Table]] = {}
        self._streams: dict[tuple[str, ...], IO[bytes]] = {}
        self._long_lines: set[str] = set()
        self.nodes = self.relationships = 0
        self.empty_lists: set[str] = set()

    def __enter__(self) -> ImportFiles:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def node(self, number: int, labels: Sequence[str], properties: Mapping[str, Any], space: str = GRAPH) -> None:
        self.nodes += 1
        first = (f":ID({space})", ":LABEL")
        self._add(("nodes", space, *labels), first, (str(number), _quoted(BETWEEN.join(labels))), properties)

    def relationship(self, ends: tuple[int, int], type_: str, properties: Mapping[str, Any]) -> None:
        self.relationships += 1
        first = (f":START_ID({GRAPH})", f":END_ID({GRAPH})", ":TYPE")
        self._add(("relationships", type_), first, (str(ends[0]), str(ends[1]), _quoted(type_)), properties)

    def edges(self, ends: pl.DataFrame, properties: pl.DataFrame, *, long_lines: bool) -> None:
        """Relationships by the column: `ends` are source and target (numbers) and type."""
        self.relationships += ends.height
        names = tuple(f"{name}:{_COLUMNS[dtype]}" for name, dtype in properties.schema.items())
        header = (f":START_ID({GRAPH})", f":END_ID({GRAPH})", ":TYPE", *names)
        file = f"edges-{len(self._streams)}.csv"
        if header not in self._streams:
            self._streams[header] = self._stack.enter_context((self.folder / file).open("wb"))
            self._streams[header].write((",".join(header) + "\n").encode())
        if long_lines:
            self._long_lines.add(self._streams[header].name)
        pl.concat([ends, properties], how="horizontal").write_csv(self._streams[header], include_header=False)

    def close(self) -> None:
        for table in self._all_tables():
            table.close()
        self._stack.close()

    def arguments(self) -> list[str]:
        base = self.folder.name
        small = [f"{base}/{file}" for table in self._all_tables() for file in table.files]
        large = [f"{base}/{Path(stream.name).name}" for stream in self._streams.values()]
        # Fields with line ends are read by one thread alone: the large files have them only where a source has.
        long = [*small, *(f"{base}/{Path(name).name}" for name in sorted(self._long_lines))]
        return [
            *(f"--{'nodes' if file.startswith(f'{base}/nodes') else 'relationships'}={file}" for file in (*small, *large)),
            f"--multiline-fields={','.join(long)}",
            "--multiline-fields-format=v2",
            f"--array-delimiter=U+{ord(BETWEEN):04X}",
            "--id-type=integer",
        ]

    def _all_tables(self) -> list[_Table]:
        return [table for tables in self._tables.values() for table in tables]

    def _add(self, key: tuple[str, ...], first: tuple[str, ...], ends: Sequence[str], properties: Mapping[str, Any]) -> None:
        values, types = _fields(properties)
        tables = self._tables.setdefault(key, [])
        table = next((table for table in tables if table.fits(types)), None)
        if table is None:
            table = _Table(self.folder, f"{key[0]}-{len(self._all_tables())}", first)
            tables.append(table)
        table.add(ends, values, types)
        if EMPTY in types:
            self.empty_lists.add(f"empty_lists_of_{key[0]}")


def _fields(properties: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Each property as a field, and its type; empty lists by name under EMPTY.

    Raises:
        NotImportable: a name or a value has no form in these files.
    """
    empty = sorted(name for name, value in properties.items() if isinstance(value, list) and not value)
    told = {name: value for name, value in properties.items() if name not in empty} | ({EMPTY: empty} if empty else {})
    types = {name: _type(name, value) for name, value in told.items()}
    values = {name: _field(name, value) for name, value in told.items()}
    return values, types


def _type(name: str, value: Any) -> str:
    if not _NAME.fullmatch(name):
        raise NotImportable(f"A property is called {name!r}, which the import tool cannot read.")
    if isinstance(value, list):
        kinds = {item.type if isinstance(item, Timed) else _SCALARS.get(type(item), "") for item in value}
        if len(kinds) == 1 and (kind := kinds.pop()):
            return f"{kind}[]"
    elif isinstance(value, Timed):
        return value.type
    elif type(value) in _SCALARS:
        return _SCALARS[type(value)]
    raise NotImportable(f"The property {name} holds {str(value)[:80]!r}, a kind of value that the import tool cannot read.")


def _field(name: str, value: Any) -> str:
    if isinstance(value, list):
        # A commit's list has ten thousand numbers.
        parts = list(map(str if type(value[0]) is int else _plain, value))
        if any(BETWEEN in part for part in parts) or "" in parts:
            raise NotImportable(f"The list {name} holds an empty text or a control character, which the import tool would lose.")
        text = _quoted(BETWEEN.join(parts))
    else:
        text = _quoted(_plain(value)) if isinstance(value, str) else _plain(value)
    if len(text) > _LONGEST:
        raise NotImportable(f"The property {name} has {len(text):,} characters, more than the import tool reads.")
    return text


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.text if isinstance(value, Timed) else value.isoformat() if isinstance(value, date) else str(value)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
