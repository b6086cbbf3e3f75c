"""Every kernel run once on a graph of three actors, so that no question waits for a compiler. Call it before serving."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from graph.temporal.build import build_adjacency
from graph.temporal.chains import count_chains
from graph.temporal.journeys import journeys
from graph.temporal.layout import DTYPES, UNKNOWN_DAY, Adjacency, Catalogue, Columns, Index
from graph.temporal.neighbours import passing
from graph.temporal.network import Network, prepare
from graph.temporal.reach import cone, earliest
from graph.temporal.walk import Walk, world_of


def warm() -> None:
    """Load the machine code of all kernels, or make it: a second where it is cached, a minute or more where it is not."""
    network = _three()
    plain = Walk(direction="either", ties="standing", require=(1,))
    for walk in (plain, replace(plain, max_gap=30), replace(plain, order="any")):
        journeys(network, walk, [0], [2])
        earliest(network, walk, [0], [2])
        for back in (False, True):
            cone(network, walk, [1], back=back)
    nothing = np.zeros(0, np.int64)
    passing(world_of(network, plain).table, nothing)
    count_chains(world_of(network, plain).table, nothing, nothing, 0, np.zeros(2), np.zeros(2))


def _three() -> Network:
    names = Catalogue(("a", "b", "c"), np.zeros(3, np.uint8), np.zeros(3, np.uint8), ("State",), ("a",), ("A",), ("d",))
    return prepare(Index("", 0, names, _edges([(0, 1, 1, 3), (1, 2, 2, 2)]), _edges([(0, 1, 0, 9)])))


def _edges(rows: list[tuple[int, int, int, int]]) -> Adjacency:
    source, target, first, last = np.array(rows, np.int32).T
    values = {name: np.ones(len(rows), dtype) for name, dtype in DTYPES.items()}
    values |= {"first": first, "last": last, "published": np.full(len(rows), UNKNOWN_DAY, np.int32)}
    return build_adjacency(3, Columns(source.copy(), target.copy(), values))
