"""Made streams for tests of escalation: independent, self-exciting, planted. Seeds are given, so that a test says the same each time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.escalation import Actions, Dyad, Feed, Options, actions
from graph.escalation.actions import merge
from graph.escalation.bins import week_of
from graph.escalation.hawkes_fit import Events, simulate

DAYS = 1096
LAST = 20_000
OPTIONS = Options(end=LAST, began=LAST - DAYS + 1, shifts=99, draws=100, jitters=5, bootstraps=39)
SCORES = np.array([0, -2, -3, -6, -6, -6, -6.5, -7, -9])
"""A PLOVER score by rung 0 to 8."""


def stream(day: NDArray[np.int64], rng: np.random.Generator, first_eid: int = 0) -> Actions:
    """Acts on these days (0 is the first of the window) with rungs 1 to 8 drawn evenly."""
    rung = rng.integers(1, 9, len(day))
    return actions(
        first=LAST - DAYS + 1 + day,
        rung=rung,
        score=SCORES[rung],
        goldstein=SCORES[rung],
        family=rng.integers(0, 5, len(day)),
        confidence=rng.uniform(0.6, 0.95, len(day)),
        eid=np.arange(len(day)) + first_eid,
    )


def independent(seed: int, a_day: float = 0.3, b_day: float = 0.3) -> Dyad:
    """Two Poisson streams that know nothing of each other."""
    rng = np.random.default_rng(seed)
    days = [np.flatnonzero(np.ones(DAYS)).repeat(rng.poisson(rate, DAYS)) for rate in (a_day, b_day)]
    return Dyad(stream(days[0], rng), stream(days[1], rng, 1_000_000), (feed(rng),))


def feed(rng: np.random.Generator) -> Feed:
    """A feed whose volume has nothing to do with the dyad, over the whole window."""
    first, last = week_of(LAST - DAYS), week_of(LAST)
    return Feed("made", 0, first, rng.poisson(1_000, (4, last - first + 1)).astype(np.float64))


def exciting(seed: int, theta: tuple[float, ...], days: int = DAYS) -> Events:
    """One draw of two Hawkes processes: mu_0, mu_1, n_00, n_01, n_10, n_11, beta."""
    return simulate(np.array(theta), np.ones(days), seed)


def dyad_of(events: Events, seed: int = 0) -> Dyad:
    """Simulated times as acts of whole days."""
    rng = np.random.default_rng(seed)
    days = [np.floor(events.time[events.side == side]).astype(np.int64) for side in (0, 1)]
    return Dyad(stream(days[0], rng), stream(days[1], rng, 1_000_000))


def shuffled(dyad: Dyad, seed: int) -> Dyad:
    """The same acts on the same days, dealt anew: each day keeps its place in the window by chance only."""
    rng = np.random.default_rng(seed)
    sides = []
    for side in (dyad.ab, dyad.ba):
        days = rng.integers(0, DAYS, len(side))
        columns = {name: getattr(side, name) for name in ("rung", "score", "goldstein", "family", "quad", "confidence", "eid")}
        sides.append(actions(first=LAST - DAYS + 1 + days, **columns))
    return Dyad(sides[0], sides[1])


def with_more(dyad: Dyad, more: Actions) -> Dyad:
    """The dyad with further acts of A."""
    return Dyad(merge(dyad.ab, more), dyad.ba, dyad.feeds, dyad.stated)
