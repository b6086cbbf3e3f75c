"""Columns into an adjacency: edges sorted by (source, target, first, eid), and their dyads. Arrays only; no files, no database."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.temporal.layout import COLUMNS, DTYPES, Adjacency, Columns

_KEY_BITS: Final = 63
_THREADS: Final = 2


def build_adjacency(actors: int, columns: Columns) -> Adjacency:
    """Sort edges and find their dyads. Columns that are sorted but for their end, as after a refresh, cost one linear merge.

    Raises:
        ValueError: a column is missing, has another type or length, or an end is no number of an actor: a mistake of the caller.
    """
    check(actors, columns)
    order = _order(actors, columns)
    # A gather waits for memory and lets go of the interpreter: two at a time are twice as fast.
    with ThreadPoolExecutor(_THREADS) as threads:
        source, target, *values = threads.map(
            lambda column: column[order], [columns.source, columns.target, *(columns.values[name] for name in COLUMNS)]
        )
    return adjacency_of(actors, source, target, dict(zip(COLUMNS, values, strict=True)))


def adjacency_of(actors: int, source: NDArray[np.int32], target: NDArray[np.int32], values: Mapping[str, NDArray[Any]]) -> Adjacency:
    """The dyads of edges that are sorted already. All arrays are read-only, as mapped ones are: a kernel is compiled once for both."""
    starts = np.flatnonzero(np.concatenate((np.ones(min(len(source), 1), bool), (np.diff(source) != 0) | (np.diff(target) != 0))))
    dyad_source, dyad_target = source[starts], target[starts]
    return Adjacency(
        actor_ptr=sealed(_pointers(dyad_source, actors)),
        dyad_source=sealed(dyad_source),
        dyad_target=sealed(dyad_target),
        dyad_ptr=sealed(np.append(starts, len(source)).astype(np.int64)),
        into_ptr=sealed(_pointers(dyad_target, actors)),
        into_dyad=sealed(np.argsort(dyad_target, kind="stable").astype(np.int32)),
        columns={name: sealed(column) for name, column in values.items()},
    )


def sealed(array: NDArray[Any]) -> NDArray[Any]:
    """The array, read-only from now on."""
    array.flags.writeable = False
    return array


def columns_of(adjacency: Adjacency, keep: NDArray[np.bool_] | None = None) -> Columns:
    """The edges of an adjacency as columns again; `keep` leaves some out."""
    counts = np.diff(adjacency.dyad_ptr)
    source, target = np.repeat(adjacency.dyad_source, counts), np.repeat(adjacency.dyad_target, counts)
    if keep is None:
        return Columns(source, target, adjacency.columns)
    return Columns(source[keep], target[keep], {name: column[keep] for name, column in adjacency.columns.items()})


def joined(parts: list[Columns]) -> Columns:
    """Edges of several parts, one after the other."""
    if len(parts) == 1:
        return parts[0]
    values = {name: np.concatenate([part.values[name] for part in parts]) for name in COLUMNS} if parts else no_values()
    ends = [np.concatenate([getattr(part, end) for part in parts]) if parts else np.empty(0, np.int32) for end in ("source", "target")]
    return Columns(ends[0], ends[1], values)


def no_values() -> dict[str, NDArray[Any]]:
    return {name: np.empty(0, dtype) for name, dtype in DTYPES.items()}


def check(actors: int, columns: Columns) -> None:
    """Raises ValueError as `build_adjacency` does."""
    wanted = {"source": np.int32, "target": np.int32, **DTYPES}
    given = {"source": columns.source, "target": columns.target, **columns.values}
    wrong = [name for name, dtype in wanted.items() if name not in given or given[name].dtype != dtype or len(given[name]) != len(columns)]
    if wrong:
        raise ValueError(f"columns {wrong} are missing, or have another type or length than the layout says")
    for end in (columns.source, columns.target):
        if len(end) and not 0 <= end.min() <= end.max() < actors:
            raise ValueError(f"an end lies outside the {actors} actors")


def _pointers(ends: NDArray[np.int32], actors: int) -> NDArray[np.int64]:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(np.bincount(ends, minlength=actors), dtype=np.int64)))


def _order(actors: int, columns: Columns) -> NDArray[np.int64]:
    """Positions in the order of (source, target, first, eid). One key sorts in half the time of four; ties of the key are few."""
    first, eid = columns.values["first"], columns.values["eid"]
    if not len(first):
        return np.empty(0, np.int64)
    low = int(first.min())
    days = int(first.max()) - low + 1
    if actors * actors * days >= 1 << _KEY_BITS:
        return np.lexsort((eid, first, columns.target, columns.source))
    key = columns.source.astype(np.int64)
    key *= actors
    key += columns.target
    key *= days
    key += first
    key -= low
    order = np.argsort(key, kind="stable")
    return _settled(key[order], eid, order)


def _settled(key: NDArray[np.int64], eid: NDArray[np.uint32], order: NDArray[np.int64]) -> NDArray[np.int64]:
    """Edges with one key in the order of their eids; they mostly come in it."""
    number = eid[order]
    wrong = np.flatnonzero((key[1:] == key[:-1]) & (number[1:] < number[:-1]))
    if len(wrong):
        rows = np.flatnonzero(np.isin(key, key[wrong]))
        order[rows] = order[rows][np.lexsort((number[rows], key[rows]))]
    return order
