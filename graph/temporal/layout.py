"""The arrays of the temporal index: what each column means, and how they are sorted. Only shapes here; nothing is built, read or asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

UNKNOWN_DAY: Final = int(np.iinfo(np.int32).min)
"""No day is known (`published`, `changed`)."""

OPEN_START: Final = -10_000_000
OPEN_END: Final = 10_000_000
"""The ends of a tie whose start or end nobody told: days before and after all others, with room for sums in int32."""

HOT: Final[Mapping[str, Any]] = MappingProxyType(
    {"first": np.int32, "action": np.uint16, "rung": np.int8, "confidence": np.uint8, "eid": np.uint32}
)
"""Columns that every walk reads, 12 bytes an event; its ends stand once a dyad.

first: earliest possible day, days since 1970-01-01. action: number in the snapshot's catalogue. confidence: percent.
"""

SIDE: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "last": np.int32,  # latest possible day; equal to `first` when the day is known
        "published": np.int32,  # first public report, or UNKNOWN_DAY
        "changed": np.int32,  # day of the last claim or denial about it, or UNKNOWN_DAY: its summary was another before
        "seq": np.uint32,  # the commit that stored it
        "cluster": np.uint32,  # eid of the first of the edges that tell the same act (SAME_AS); its own without any
        "size": np.float32,  # (1 + log10(max(1, magnitude)) / 3) x share
        "dataset": np.uint16,  # number in the snapshot's catalogue
        "status": np.uint8,
        "assertion": np.uint8,
        "disputed": np.uint8,
    }
)
"""Columns mapped only when a filter or a measure asks."""

DTYPES: Final[Mapping[str, Any]] = MappingProxyType({**HOT, **SIDE})
COLUMNS: Final = tuple(DTYPES)

NO_CODE: Final = 255
"""A tie's `status`, and any status or assertion that the model does not know."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Edges as they come, in any order: one row a live edge, `source` and `target` as actor numbers, the rest as in HOT and SIDE."""

    source: NDArray[np.int32]
    target: NDArray[np.int32]
    values: Mapping[str, NDArray[Any]]

    def __len__(self) -> int:
        return len(self.source)


@dataclass(frozen=True, slots=True)
class Adjacency:
    """Edges sorted by (source, target, first, eid), with the dyads they make.

    n actors, d dyads, m edges. `actor_ptr` int64[n + 1]: the dyads of an actor as source; `dyad_target`, `dyad_source` int32[d];
    `dyad_ptr` int64[d + 1]: the edges of a dyad; `into_ptr` int64[n + 1] and `into_dyad` int32[d]: the dyads of an actor as target, by
    source. `columns` are HOT and SIDE, each of length m.
    """

    actor_ptr: NDArray[np.int64]
    dyad_source: NDArray[np.int32]
    dyad_target: NDArray[np.int32]
    dyad_ptr: NDArray[np.int64]
    into_ptr: NDArray[np.int64]
    into_dyad: NDArray[np.int32]
    columns: Mapping[str, NDArray[Any]]

    @property
    def actors(self) -> int:
        return len(self.actor_ptr) - 1

    @property
    def dyads(self) -> int:
        return len(self.dyad_target)

    @property
    def edges(self) -> int:
        return len(self.columns["eid"])


POINTERS: Final = tuple(field.name for field in fields(Adjacency) if field.name != "columns")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the numbers of a snapshot stand for; positions are the numbers.

    `actors` are ids; `kinds` the number of each actor's kind in `kind_names`; `unnamed` marks actors that no path passes through.
    `actions` are codes of the vocabulary, of ties the edge type itself; `action_types` the edge type of each. Status and assertion have the
    order of the model's Literals.
    """

    actors: tuple[str, ...]
    kinds: NDArray[np.uint8]
    unnamed: NDArray[np.uint8]
    kind_names: tuple[str, ...]
    actions: tuple[str, ...]
    action_types: tuple[str, ...]
    datasets: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """One version of the graph as arrays, equal to itself alone. `ties` are apart: they stand in time rather than happen, and no order
    binds them.
    """

    epoch: str
    seq: int
    catalogue: Catalogue
    actions: Adjacency
    ties: Adjacency
