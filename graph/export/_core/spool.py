"""A subgraph on disk while it is exported: rows in, then out in the order of their keys, whatever their number. Knows no graph.

Reading the database once, before a byte is written, is what lets a file begin with its counts, columns and licences.
"""

from __future__ import annotations

import marshal
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from graph.export._core.columns import Column, Kind, as_kind, kind_of, kind_of_type, merged, ordered

TABLES = (
    "edges",
    "folded",
    "nodes",
    "statements",
    "claims",
    "citations",
    "answers",
    "sources",
    "datasets",
    "store_nodes",
    "store_edges",
    "rows",
)
_COLUMNS = "key TEXT, id TEXT, a TEXT, b TEXT, statement TEXT, dataset TEXT, first TEXT, last TEXT, shape INT, data BLOB"
_BATCH = 5000
_PLAIN = frozenset((str, int, float, bool))
_VERSION = 2
"""Of marshal: it has no back references, so equal rows have equal bytes."""


class Row(NamedTuple):
    """`key` and `id` are the order and the identity of a row, `a` and `b` its ends; the others can be asked for without reading it."""

    key: str
    id: str
    a: str
    b: str
    values: dict[str, Any]
    statement: str = ""
    dataset: str = ""
    first: date | None = None
    last: date | None = None


class Spool:
    """Rows by table, in a temporary file that is gone when this is closed."""

    def __init__(self, folder: Path | None = None) -> None:
        """In a file that is gone when this is closed; a `folder` keeps it, for whoever unseals it."""
        self._temporary = None if folder else tempfile.TemporaryDirectory(prefix="retorsion-export-")
        self._path = (folder or Path(self._temporary.name if self._temporary else "")) / "spool.db"
        # Written by one thread, then read by another; never by two at once.
        self._db = sqlite3.connect(self._path, check_same_thread=False, isolation_level=None)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "cache_size=-65536", "temp_store=FILE"):
            self._db.execute(f"PRAGMA {pragma}")
        for table in TABLES:
            # Rows of half a kilobyte belong beside the index, not in it.
            self._db.execute(f"CREATE TABLE IF NOT EXISTS {table} ({_COLUMNS}, UNIQUE (key, id))")
        self._shapes: dict[tuple[tuple[str, ...], tuple[Kind, ...]], int] = {}
        self._packers: dict[tuple[tuple[str, ...], tuple[type, ...]], _Packer] = {}
        self._used: dict[str, set[int]] = {table: set() for table in TABLES}

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()
        if self._temporary:
            self._temporary.cleanup()

    def sealed(self) -> dict[str, Any]:
        """The rows are all there: they outlive a crash from here on. What `unsealed` needs to read them again."""
        self._db.execute("PRAGMA journal_mode=DELETE")  # a writer may yet add an index, and be killed while it does
        with self._path.open("rb") as file:
            os.fsync(file.fileno())
        shapes = [[list(names), list(kinds)] for names, kinds in self._shapes]
        return {"shapes": shapes, "used": {table: sorted(numbers) for table, numbers in self._used.items()}}

    def unsealed(self, told: Mapping[str, Any]) -> None:
        """Take up rows that an earlier process has left in this folder."""
        self._db.execute("PRAGMA journal_mode=DELETE")
        self._shapes = {(tuple(names), tuple(kinds)): number for number, (names, kinds) in enumerate(told["shapes"])}
        self._used = {table: set(told["used"].get(table, ())) for table in TABLES}

    def clear(self) -> None:
        """Begin anew."""
        for table in TABLES:
            self._db.execute(f"DELETE FROM {table}")
            self._used[table] = set()

    def add(self, table: str, rows: Iterable[Row]) -> None:
        """Keep rows; of two with one key and id the first."""
        text = f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * 10)})"
        packed = (self._packed(table, row) for row in rows)
        while batch := list(islice(packed, _BATCH)):
            self._db.execute("BEGIN")
            self._db.executemany(text, batch)
            self._db.execute("COMMIT")

    def rows(
        self, table: str, *, key: str | None = None, where: str = "1", by_ends: bool = False, as_they_came: bool = False
    ) -> Iterator[Row]:
        """Rows in the order of key and id, or of their ends; each value in the type of its column unless they stay as they came."""
        columns = {} if as_they_came else {column.name: column.kind for column in self.columns(table)}
        readers = {number: _reader(names, kinds, columns) for (names, kinds), number in self._shapes.items()}
        order = "a, b, key, id" if by_ends else "key, id"
        condition, values = ("key = ?", (key,)) if key is not None else ("1", ())
        text = f"SELECT key, id, a, b, shape, data FROM {table} WHERE {condition} AND {where} ORDER BY {order}"
        for name, id_, a, b, shape, data in self._db.execute(text, values):
            yield Row(name, id_, a, b, readers[shape](marshal.loads(data)))

    def column_batches(self, table: str, names: tuple[str, ...], size: int) -> Iterator[list[Sequence[Any]]]:
        """Values by column instead of by row, as they are kept: days as ordinals. For tables whose columns have one type each."""
        places: dict[int, list[int | None]] = {}
        for shape_names, _, number in self.shapes(table):
            at = {name: place for place, name in enumerate(shape_names)}
            places[number] = [at.get(name) for name in names]
        cursor = self._db.execute(f"SELECT shape, data FROM {table} ORDER BY key, id")
        while batch := cursor.fetchmany(size):
            rows = [marshal.loads(data) for _, data in batch]
            if len({shape for shape, _ in batch}) == 1:
                yield _turned(rows, places[batch[0][0]])
            else:
                found = [(places[shape], row) for (shape, _), row in zip(batch, rows, strict=True)]
                yield [[None if (place := held[n]) is None else row[place] for held, row in found] for n in range(len(names))]

    def one(self, table: str, id_: str) -> dict[str, Any] | None:
        """The row of an id in a table that has no keys beside it."""
        found = self._db.execute(f"SELECT shape, data FROM {table} WHERE key = '' AND id = ?", (id_,)).fetchone()
        if found is None:
            return None
        names, kinds = next(shape for shape, number in self._shapes.items() if number == found[0])
        values: dict[str, Any] = _reader(names, kinds, {})(marshal.loads(found[1]))
        return values

    def shapes(self, table: str) -> Iterator[tuple[tuple[str, ...], tuple[Kind, ...], int]]:
        """Every combination of names and types that occurs."""
        yield from ((names, kinds, number) for (names, kinds), number in self._shapes.items() if number in self._used[table])

    def columns(self, table: str, first: Iterable[str] = ()) -> tuple[Column, ...]:
        """What the rows hold, one type a name."""
        found: dict[str, set[Kind]] = {}
        for names, kinds, _ in self.shapes(table):
            for name, kind in zip(names, kinds, strict=True):
                found.setdefault(name, set()).add(kind)
        return ordered({name: merged(kinds) for name, kinds in found.items()}, tuple(first))

    def mixed(self, table: str) -> list[str]:
        """Columns whose rows had several types."""
        found: dict[str, set[Kind]] = {}
        for names, kinds, _ in self.shapes(table):
            for name, kind in zip(names, kinds, strict=True):
                found.setdefault(name, set()).add(kind)
        return sorted(name for name, kinds in found.items() if len(kinds) > 1)

    def count(self, table: str) -> int:
        return int(self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def ask(self, text: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """A statement of this package over the tables; never text from outside."""
        return iter(self._db.execute(text, values))

    def change(self, text: str, rows: Iterable[tuple[Any, ...]] = ((),)) -> None:
        """Likewise, for each of the rows of values."""
        self._db.execute("BEGIN")
        self._db.executemany(text, rows)
        self._db.execute("COMMIT")

    def _packed(self, table: str, row: Row) -> tuple[Any, ...]:
        values = row.values
        shape = tuple(values), tuple(map(type, values.values()))
        packer = self._packers.get(shape) or self._packer(shape)
        if packer.number is None:
            kinds = tuple([kind_of(value) for value in values.values()])
            number = self._shapes.setdefault((shape[0], kinds), len(self._shapes))
        else:
            number = packer.number
        self._used[table].add(number)
        plain = list(values.values())
        for place in packer.special:
            plain[place] = _plain(plain[place])
        key, id_, a, b, _, statement, dataset, first, last = row
        days = first.isoformat() if first else None, last.isoformat() if last else None
        return key, id_, a, b, statement, dataset, *days, number, marshal.dumps(plain, _VERSION)

    def _packer(self, shape: tuple[tuple[str, ...], tuple[type, ...]]) -> _Packer:
        """How rows of one shape are packed: their number, unless what is in a list decides it."""
        names, types = shape
        special = tuple(place for place, type_ in enumerate(types) if type_ not in _PLAIN)
        number = None
        if not any(types[place] in (list, tuple) for place in special):
            kinds = tuple([kind_of_type(type_) for type_ in types])
            number = self._shapes.setdefault((names, kinds), len(self._shapes))
        found = self._packers[shape] = _Packer(number, special)
        return found


def _turned(rows: list[list[Any]], places: list[int | None]) -> list[Sequence[Any]]:
    """Rows of one shape by column: the usual case, three times as fast as value by value."""
    columns = list(zip(*rows, strict=True))
    return [columns[place] if place is not None else (None,) * len(rows) for place in places]


class _Packer(NamedTuple):
    number: int | None
    special: tuple[int, ...]


def _plain(value: Any) -> Any:
    """Days as their numbers, moments and anything else that is no plain value as text."""
    kind = type(value)
    if kind is date:
        return value.toordinal()
    if kind is datetime:
        return value.isoformat()
    if kind in (list, tuple):
        return [item if type(item) in (str, int, float) else str(item) for item in value]
    return value if kind in _PLAIN else str(value)


def _reader(names: tuple[str, ...], kinds: tuple[Kind, ...], columns: dict[str, Kind]) -> Any:
    """How a row of one shape is read: only what is no plain value, or not of its column's type, costs a call."""
    special = [(name, kind, columns.get(name, kind)) for name, kind in zip(names, kinds, strict=True)]
    changed = [(name, kind, wanted) for name, kind, wanted in special if kind in ("day", "moment") or kind != wanted]

    def read(values: tuple[Any, ...]) -> dict[str, Any]:
        row = dict(zip(names, values, strict=True))
        for name, kind, wanted in changed:
            value = _restored(row[name], kind)
            row[name] = value if kind == wanted else as_kind(value, wanted)
        return row

    return read


def _restored(value: Any, kind: Kind) -> Any:
    if kind == "day":
        return date.fromordinal(value)
    return datetime.fromisoformat(value) if kind == "moment" else value
