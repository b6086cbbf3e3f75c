"""Edges read from Neo4j as columns: windows over their numbers, one list a window and column, several sessions at a time.

Ends come as the database numbers nodes at that moment; numbers.py turns them into numbers of the index. Nothing is sorted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Any, Final, get_args

import numpy as np
from numpy.typing import NDArray

from graph.model import Assertion, Status
from graph.progress import Progress, silent
from graph.store import Reader
from graph.temporal.layout import DTYPES, OPEN_END, OPEN_START, UNKNOWN_DAY, Catalogue

Window = tuple[int, int]

SESSIONS: Final = 2
"""At a time: on two cores a third gained nothing, since the server's work is what takes the time."""

_WINDOW: Final = 20_000
_QUERY: Final = 500_000
"""Edge numbers that one query goes through, so that sessions share the work."""

_MOST_WINDOWS: Final = 1_000
_CODES: Final = ("action", "dataset", "status", "assertion")


@dataclass(frozen=True, slots=True)
class Rows:
    """Edges as they come: ends as the database numbers nodes, the rest as in the layout."""

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    values: Mapping[str, NDArray[Any]]

    def __len__(self) -> int:
        return len(self.source)

    def only(self, keep: NDArray[np.bool_]) -> Rows:
        return Rows(self.source[keep], self.target[keep], {name: column[keep] for name, column in self.values.items()})


def windows_over(next_eid: int) -> list[Window]:
    """All edge numbers, a window's worth at a time."""
    return [(low, min(low + _WINDOW, next_eid)) for low in range(0, next_eid, _WINDOW)]


def windows_around(eids: NDArray[np.int64]) -> list[Window]:
    """Just these edge numbers: runs of neighbours, none longer than a window. Numbers come sorted."""
    if not len(eids):
        return []
    breaks = np.flatnonzero(np.diff(eids) != 1) + 1
    runs = [(int(run[0]), int(run[-1]) + 1) for run in np.split(eids, breaks)]
    return [(low, min(low + _WINDOW, end)) for start, end in runs for low in range(start, end, _WINDOW)]


def read_edges(
    reader: Reader, catalogue: Catalogue, types: Iterable[str], windows: Sequence[Window], *, total: int = 0, progress: Progress = silent
) -> Rows:
    """Every edge of these types whose number lies in a window, ties among them; what their statements tell is read in acts.py."""
    jobs = [(edge_type, part) for edge_type in types for part in _parts(windows)]
    codes = _codes(catalogue)
    found: list[Rows] = []
    with ThreadPoolExecutor(SESSIONS, "retorsion-index") as threads:
        futures = [threads.submit(_read, reader, edge_type, part, codes) for edge_type, part in jobs]
        try:
            for future in as_completed(futures):
                found.extend(future.result())
                progress("edges", sum(map(len, found)), total, "edges")
        finally:  # one that failed fails all: the others need not begin
            threads.shutdown(cancel_futures=True)
    return _joined(found)


def _parts(windows: Sequence[Window]) -> Iterator[Sequence[Window]]:
    """A query's worth at a time."""
    part: list[Window] = []
    width = 0
    for window in windows:
        if part and (width >= _QUERY or len(part) == _MOST_WINDOWS):
            yield part
            part, width = [], 0
        part.append(window)
        width += window[1] - window[0]
    if part:
        yield part


def _codes(catalogue: Catalogue) -> dict[str, dict[str, int]]:
    names = {"actions": catalogue.actions, "datasets": catalogue.datasets, "statuses": get_args(Status), "assertions": get_args(Assertion)}
    return {name: {code: number for number, code in enumerate(codes)} for name, codes in names.items()}


def _read(reader: Reader, edge_type: str, windows: Sequence[Window], codes: Mapping[str, Any]) -> list[Rows]:
    asked = reader.columns("index_edges", edge_type=edge_type, windows=[list(window) for window in windows], **codes)
    return [_rows(row) for row in asked if row["eid"]]


def _rows(row: Mapping[str, Any]) -> Rows:
    """A window's lists as arrays. What the statements tell is filled in later."""
    count = len(row["eid"])
    plain = {name: np.array(row[name], np.int64) for name in ("first", "last", "published", *_CODES)}
    values: dict[str, NDArray[Any]] = {name: np.array(row[name], DTYPES[name]) for name in ("rung", "confidence", "eid", "seq", "disputed")}
    values |= {name: np.where(plain[name] < 0, np.iinfo(DTYPES[name]).max, plain[name]).astype(DTYPES[name]) for name in _CODES}
    values |= {
        "first": days(plain["first"], OPEN_START),
        "last": days(plain["last"], OPEN_END),
        "published": days(plain["published"], UNKNOWN_DAY),
        "changed": np.full(count, UNKNOWN_DAY, np.int32),
        "cluster": values["eid"],
        "size": np.array(row["share"], np.float32),
    }
    return Rows(np.array(row["source"], np.int64), np.array(row["target"], np.int64), values)


def days(numbers: NDArray[np.int64], unknown: int) -> NDArray[np.int32]:
    """year * 1000 + day of the year, as days since 1970. A duration in Cypher costs twice as much."""
    years, day = np.divmod(numbers, 1000)
    counted = (years - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64) + day - 1
    return np.where(numbers == 0, unknown, counted).astype(np.int32)


def _joined(parts: Sequence[Rows]) -> Rows:
    if not parts:
        empty = np.empty(0, np.int64)
        return Rows(empty, empty, {name: np.empty(0, DTYPES[name]) for name in DTYPES})
    values = {name: np.concatenate([part.values[name] for part in parts]) for name in DTYPES}
    source, target = (np.concatenate([getattr(part, end) for part in parts]) for end in ("source", "target"))
    return Rows(source, target, values)
