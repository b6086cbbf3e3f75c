"""A made graph for the benches: a Zipf law over dyads, hubs among the actors, one seed. Arrays and ids only; nothing is timed here."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.temporal.build import build_adjacency, joined
from graph.temporal.layout import UNKNOWN_DAY, Catalogue, Columns, Index
from graph.vocabulary import vocabulary

EVENTS: Final = 5_000_000
ACTORS: Final = 20_000
SEED: Final = 20240326
EXPONENT: Final = 0.9
"""Of the Zipf law over dyads: of 5 million events some 170 thousand fall on the busiest one."""

HUBS: Final = 0.6
"""Exponent of the law by which dyads fall on actors: the first acts in some 2,900 of 450,000 dyads, the median one in 15."""

EVENTS_OF_A_DYAD: Final = 10
FIRST_DAY, LAST_DAY = 3_287, 20_088
"""1979-01-01 to 2024-12-31: sixteen thousand days, as the great streams have them."""

_BATCH: Final = 10_000
_VAGUE, _UNPUBLISHED, _LAG_DAYS, _DISPUTED = 0.05, 0.2, 30, 0.01


def events(count: int = EVENTS, actors: int = ACTORS, seed: int = SEED) -> Columns:
    """Events in the order in which a stream brings them: by day, numbered on from 1."""
    random = np.random.default_rng(seed)
    source, target = _ends(random, count, actors)
    first = np.sort(random.integers(FIRST_DAY, LAST_DAY + 1, count, dtype=np.int32))
    return Columns(source, target, _clocks(random, first) | _acts(random, count))


def catalogue(actors: int = ACTORS) -> Catalogue:
    """Who the numbers of the made actors are: `state:00000` and on; nobody is unnamed. Actions stand as in a snapshot."""
    known = vocabulary()
    codes = sorted(known.all_actions)
    return Catalogue(
        actors=tuple(f"state:{number:05}" for number in range(actors)),
        kinds=np.zeros(actors, np.uint8),
        unnamed=np.zeros(actors, np.uint8),
        kind_names=("State",),
        actions=(*codes, *sorted(known.ties)),
        action_types=(*(known.action(code).edge_type for code in codes), *sorted(known.ties)),
        datasets=("made",),
    )


def index(count: int = EVENTS, actors: int = ACTORS, seed: int = SEED) -> Index:
    """A whole index of made events, without ties."""
    made = build_adjacency(actors, events(count, actors, seed))
    return Index("made", count // _BATCH, catalogue(actors), made, build_adjacency(actors, joined([])))


def _ends(random: np.random.Generator, count: int, actors: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Sources and targets: first the dyads, no actor with itself, then how often each is drawn."""
    wanted = max(count // EVENTS_OF_A_DYAD, 1)
    pair = np.empty(0, np.int64)
    while len(pair) < wanted:
        a, b = (_zipf(random, actors, HUBS, 2 * wanted) for _ in range(2))
        found = np.concatenate((pair, (a * actors + b)[a != b]))
        # The first of equal pairs stays, so that the draw's order (and not the pair's number) says which dyads are busy.
        pair = found[np.sort(np.unique(found, return_index=True)[1])]
    drawn = pair[_zipf(random, wanted, EXPONENT, count)]
    return (drawn // actors).astype(np.int32), (drawn % actors).astype(np.int32)


def _zipf(random: np.random.Generator, ranks: int, exponent: float, count: int) -> NDArray[np.int64]:
    """Ranks from 0, drawn with weights (rank + 1) ** -exponent."""
    reach = np.cumsum(np.arange(1, ranks + 1) ** -exponent)
    drawn: NDArray[np.int64] = np.searchsorted(reach, random.random(count) * reach[-1]).astype(np.int64)
    return drawn


def _clocks(random: np.random.Generator, first: NDArray[np.int32]) -> dict[str, NDArray[Any]]:
    """Most days are known; a few are a month wide. Some reports have no day of their own."""
    count = len(first)
    last = first + np.where(random.random(count) < _VAGUE, 29, 0).astype(np.int32)
    published = last + random.integers(0, _LAG_DAYS, count, dtype=np.int32)
    published[random.random(count) < _UNPUBLISHED] = UNKNOWN_DAY
    return {"first": first, "last": last, "published": published, "changed": np.full(count, UNKNOWN_DAY, np.int32)}


def _acts(random: np.random.Generator, count: int) -> dict[str, NDArray[Any]]:
    """Machine-coded actions, cooperation more often than conflict, as streams have them."""
    known = vocabulary()
    codes = sorted(known.all_actions)
    machine = np.array([number for number, code in enumerate(codes) if code in known.machine_actions], np.uint16)
    rungs = np.array([known.action(code).rung for code in codes], np.int8)
    action = machine[_zipf(random, len(machine), EXPONENT, count)]
    eid = np.arange(1, count + 1, dtype=np.uint32)
    return {
        "action": action,
        "rung": rungs[action],
        "confidence": random.integers(55, 76, count, dtype=np.uint8),
        "eid": eid,
        "seq": (eid - 1) // _BATCH + 1,
        "cluster": eid,
        "size": np.ones(count, np.float32),
        "dataset": np.zeros(count, np.uint16),
        "status": np.full(count, 2, np.uint8),
        "assertion": np.full(count, 2, np.uint8),
        "disputed": (random.random(count) < _DISPUTED).astype(np.uint8),
    }
