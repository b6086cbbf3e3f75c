"""M3: how tense it is now, where every act fades with a half-life. Cooperation is an index of its own: a visit does not undo a strike.

    T(t) = sum over t_e <= t of m c 2^(-(t - t_e) / h)       h = 30 d for words, 90 d for deeds

Published as the percentile of T(now) in the dyad's own daily history of five years. A tie that decays and is renewed by contact: tie-decay
networks (Ahmad, Porter and Beguerisse-Diaz 2018, arXiv 1805.00193).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from graph.escalation.actions import Actions, Dyad
from graph.escalation.bins import daily
from graph.escalation.measure import Both, Insufficient, Measure, Options, Provenance, provenance

HALF_LIFE: Final = (30.0, 90.0, 30.0, 90.0)
"""Days, by quad (VCOOP, MCOOP, VCONF, MCONF)."""

HISTORY: Final = 5 * 365 + 1
WARM_UP: Final = 900
"""Days before the history that still weigh at its start: ten half-lives of a deed."""

MIN_EVENTS: Final = 20


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """One index of tension or of cooperation: its value, its percentile (0..100) among `days` days of history, and the daily series."""

    value: float
    percentile: float | Insufficient
    series: NDArray[np.float64]
    days: int
    provenance: Provenance


@dataclass(frozen=True, slots=True, eq=False)
class Tension:
    hostile: Index
    cooperative: Index
    half_life_words: float = HALF_LIFE[0]
    half_life_deeds: float = HALF_LIFE[1]


@njit(cache=True, nogil=True)
def _fade(added: Any, half_life: Any) -> Any:
    out = np.empty_like(added)
    kept, held = 0.5 ** (1.0 / half_life), 0.0
    for day in range(len(added)):
        held = held * kept + added[day]
        out[day] = held
    return out


def tension(these: Actions, options: Options) -> Tension:
    """Of one direction at the end of the window; an act of today counts in full."""
    return Tension(_index(these, (2, 3), options), _index(these, (0, 1), options))


def _index(these: Actions, quads: tuple[int, int], options: Options) -> Index:
    start = options.end - HISTORY + 1
    kept = these.where(np.isin(these.quad, quads) & (these.last >= start - WARM_UP) & (these.first <= options.end))
    total = np.sum([_series(kept, quad, start - WARM_UP, options.end) for quad in quads], axis=0)[-HISTORY:]
    began = max(start, int(these.first[0]) if len(these) else options.end)
    own = total[began - start :]
    inside = int((kept.last >= start).sum())
    return Index(
        value=float(total[-1]),
        percentile=percentile(own) if inside >= MIN_EVENTS else Insufficient(inside, MIN_EVENTS, "acts in five years"),
        series=own,
        days=len(own),
        provenance=provenance(kept, (start, options.end), "PLOVER score x size x confidence, fading: half-life 30 d words, 90 d deeds"),
    )


def _series(these: Actions, quad: int, start: int, end: int) -> NDArray[np.float64]:
    of_quad = these.where(these.quad == quad)
    return np.asarray(_fade(daily(of_quad.first, of_quad.last, np.abs(of_quad.weight), (start, end)), HALF_LIFE[quad]))


def percentile(series: NDArray[Any]) -> float:
    """Share of days (0..100) below the last one, ties counting half."""
    return float(100.0 * ((series < series[-1]).mean() + 0.5 * (series == series[-1]).mean()))


def _run(dyad: Dyad, options: Options) -> Both[Tension]:
    return Both(tension(dyad.ab, options), tension(dyad.ba, options))


MEASURE: Final = Measure(
    name="tension",
    code="M3",
    title="Tension index",
    formula="T(t) = sum of m c 2^(-(t - t_e) / h), h = 30 d words, 90 d deeds; percentile in the dyad's own 5 years",
    reference="tie-decay networks: Ahmad, Porter and Beguerisse-Diaz 2018, arXiv 1805.00193",
    minimum="20 acts in five years for the percentile",
    run=_run,
)
