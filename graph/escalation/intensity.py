"""M1: how much, by week. Counts in the four quads, hostile and cooperative intensity, and their net; no verdict.

    n_q(w) = acts of quad q in week w            I(w) = sum over score < 0 of m c       C(w) = sum over score > 0 of m c
    N = C - I                                     m = min(|score| x size, 10), c = confidence; score-points a week

Quads: PLOVER (Halterman et al. 2023). Sums mix volume with intensity and means hide volume, hence counts beside sums (Goldstein 1992, JCR
36).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.escalation.actions import Actions, Dyad
from graph.escalation.bins import monday, weekly, whole_weeks
from graph.escalation.measure import Both, Estimate, Insufficient, Measure, Options, Provenance, provenance
from graph.escalation.resample import SPAN, block_ratio
from graph.escalation.scales import QUADS

MIN_WEEKS: Final = 1


@dataclass(frozen=True, slots=True, eq=False)
class Intensity:
    """Weekly series, all of one length. `weeks`: the Mondays as day numbers; `counts`: one row a quad, in the order of QUADS.

    `rate`: hostile score-points a week over the window.
    """

    weeks: NDArray[np.int64]
    counts: NDArray[np.float64]
    hostile: NDArray[np.float64]
    cooperative: NDArray[np.float64]
    net: NDArray[np.float64]
    rate: Estimate | Insufficient
    provenance: Provenance


def intensity(these: Actions, options: Options) -> Intensity | Insufficient:
    """Of one direction, over the whole Monday weeks of the window."""
    weeks = whole_weeks(options.start, options.end)
    if weeks[1] < weeks[0]:
        return Insufficient(0, MIN_WEEKS, "whole weeks in the window")
    window = (monday(weeks[0]), monday(weeks[1] + 1) - 1)
    weight = these.weight
    hostile = _series(these, np.where(weight < 0, -weight, 0.0), weeks)
    cooperative = _series(these, np.where(weight > 0, weight, 0.0), weeks)
    return Intensity(
        weeks=np.array([monday(week) for week in range(weeks[0], weeks[1] + 1)]),
        counts=np.stack([_series(these, these.quad == quad, weeks) for quad in range(len(QUADS))]),
        hostile=hostile,
        cooperative=cooperative,
        net=cooperative - hostile,
        rate=_rate(hostile, options.seed),
        provenance=provenance(these, window),
    )


def _series(these: Actions, value: NDArray[Any], weeks: tuple[int, int]) -> NDArray[np.float64]:
    return weekly(these.first, these.last, value, weeks)


def _rate(hostile: NDArray[np.float64], seed: int) -> Estimate | Insufficient:
    if len(hostile) < SPAN:
        return Insufficient(len(hostile), SPAN, "whole weeks in the window")
    low, high = block_ratio(hostile, np.ones(len(hostile)), seed)
    return Estimate(float(hostile.mean()), low, high, len(hostile), "moving-block bootstrap, blocks of 4 weeks")


def _run(dyad: Dyad, options: Options) -> Both[Intensity | Insufficient]:
    return Both(intensity(dyad.ab, options), intensity(dyad.ba, options))


MEASURE: Final = Measure(
    name="intensity",
    code="M1",
    title="Counts and intensity",
    formula="n_q(w); I = sum of m c where score < 0; C where score > 0; N = C - I",
    reference="PLOVER (Halterman et al. 2023); Goldstein 1992, JCR 36:369-385",
    minimum="one whole week; an interval of the rate needs 104",
    run=_run,
)
