"""An index made ready for walks: its arrays as kernels take them, and what they need beside. Nothing is walked here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graph.temporal.compiled import kernel
from graph.temporal.layout import Adjacency, Catalogue, Index
from graph.temporal.memory import i32, i64
from graph.temporal.table import (
    ACTIONS,
    ACTOR_PTR,
    DYAD_TARGET,
    EDGE_ARRAYS,
    FIRST,
    INTO_PTR,
    INTO_SOURCE,
    LAST,
    TIES,
)

Ints = NDArray[np.int64]
Array = NDArray[Any]
Int: TypeAlias = Any
"""A number inside a kernel: the compiler types it, and tells Python's from numpy's no better than arithmetic does."""


@dataclass(frozen=True, slots=True)
class Edges:
    """An adjacency as kernels take it: `arrays` in the order of `EDGE_ARRAYS`."""

    arrays: tuple[Array, ...]

    def __getitem__(self, slot: int) -> Array:
        return self.arrays[slot]

    def addresses(self) -> list[int]:
        return [array.ctypes.data for array in self.arrays]


@dataclass(frozen=True, slots=True)
class Network:
    """One version of the graph, ready to be walked. `first_day`..`last_day` are the days that any action may have; `degree` counts
    the neighbours of an actor, by actions and ties, in either direction, each once."""

    catalogue: Catalogue
    actions: Edges
    ties: Edges
    degree: Ints
    first_day: int
    last_day: int

    @property
    def actors(self) -> int:
        return len(self.degree)


def prepare(index: Index) -> Network:
    """What walks need beside the snapshot: nine bytes a dyad and eight an actor; the snapshot's own arrays are not copied."""
    actions, ties = edges_of(index.actions), edges_of(index.ties)
    some = index.actions.edges > 0
    return Network(
        catalogue=index.catalogue,
        actions=actions,
        ties=ties,
        degree=_count_neighbours(np.array(actions.addresses() + ties.addresses(), np.int64), index.actions.actors),
        first_day=int(actions[FIRST].min()) if some else 0,
        last_day=int(actions[LAST].max()) if some else 0,
    )


def edges_of(adjacency: Adjacency) -> Edges:
    columns = adjacency.columns
    starts = np.asarray(adjacency.dyad_ptr)[:-1]
    vague = np.asarray(columns["last"]) - np.asarray(columns["first"])
    made = {
        "into_source": np.asarray(adjacency.dyad_source)[np.asarray(adjacency.into_dyad)],
        "width": np.maximum.reduceat(vague, starts) if len(starts) else np.empty(0, np.int32),
        "best": np.maximum.reduceat(np.asarray(columns["confidence"]), starts) if len(starts) else np.empty(0, np.uint8),
    }
    arrays = (made[name] if name in made else columns[name] if name in columns else getattr(adjacency, name) for name in EDGE_ARRAYS)
    return Edges(tuple(np.ascontiguousarray(np.asarray(array)) for array in arrays))


@kernel
def _count_neighbours(table: Ints, actors: Int) -> Ints:
    """How many actors each actor has an action or a tie with, whichever way."""
    counts = np.zeros(actors, np.int64)
    seen = np.full(actors, -1, np.int32)
    for u in range(actors):
        for base in (ACTIONS, TIES):
            for d in range(i64(table[base + ACTOR_PTR], u), i64(table[base + ACTOR_PTR], u + 1)):
                counts[u] += _new(seen, i32(table[base + DYAD_TARGET], d), u)
            for i in range(i64(table[base + INTO_PTR], u), i64(table[base + INTO_PTR], u + 1)):
                counts[u] += _new(seen, i32(table[base + INTO_SOURCE], i), u)
    return counts


@kernel
def _new(seen: Array, w: Int, u: Int) -> Int:
    if seen[w] == u:
        return 0
    seen[w] = u
    return 1
