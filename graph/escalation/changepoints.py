"""M8: when did the level change? Weekly counts of hostile acts, cut where a penalised likelihood is best; and how new the present level is.

    y = 2 sqrt(n + 3/8) (variance about 1), cost = sum of squares about segment means, at least 4 weeks each, penalty 2 ln(weeks) x sigma^2
    sigma = max(1, 1.4826 median |dy| / sqrt 2) over blocks of 1, 4, 8 and 13 weeks: a stream with bursts of its own must move further

Exact search by ruptures' KernelCPD with a linear kernel (the same cost as PELT's L2: Killick, Fearnhead and Eckley 2012, JASA 107; Truong
et al. 2020), every week a candidate. A change's interval: weeks whose cost is within 3.84 sigma^2 of the best. Online: see online.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from ruptures import KernelCPD

from graph.escalation.actions import Actions, Dyad
from graph.escalation.bins import monday, weekly, whole_weeks
from graph.escalation.measure import Both, Estimate, Insufficient, Measure, Options, Provenance, provenance
from graph.escalation.online import IGNORED, RECENT, recent_change

MIN_SEGMENT: Final = 4
MIN_WEEKS: Final = 52
MIN_MEAN: Final = 1.0
"""Acts a week below which the root does not stabilise the variance, and the penalty is not the one that was tested."""

PENALTY: Final = 2.0
CHI2: Final = 3.84
MAD: Final = 1.4826
BLOCKS: Final = (1, 4, 8, 13)
"""Weeks over which the noise is taken."""


@dataclass(frozen=True, slots=True)
class Change:
    """A new level from this Monday (day number; interval in days as well), with the acts a week before and after."""

    day: Estimate
    before: float
    after: float


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """`recent`: weekly probability that the level then was at most RECENT weeks old; the last one speaks of now."""

    changes: tuple[Change, ...]
    weeks: NDArray[np.int64]
    counts: NDArray[np.float64]
    sigma: float
    recent: NDArray[np.float64]
    recent_weeks: int
    provenance: Provenance


def change_points(these: Actions, options: Options, covered: int) -> Changes | Insufficient:
    """Of one direction, over the whole weeks of the window that the data cover."""
    hostile = these.where(these.score < 0)
    first, last = whole_weeks(max(options.start, covered), options.end)
    if last - first + 1 < MIN_WEEKS:
        return Insufficient(max(0, last - first + 1), MIN_WEEKS, "whole weeks")
    counts = weekly(hostile.first, hostile.last, np.ones(len(hostile)), (first, last))
    if counts.mean() < MIN_MEAN:
        return Insufficient(round(float(counts.mean()), 2), MIN_MEAN, "hostile acts a week")
    y = 2 * np.sqrt(counts + 0.375)
    sigma = noise(y)
    cuts = segment(y, sigma)
    starts = np.array([monday(week) for week in range(first, last + 1)])
    return Changes(
        changes=tuple(_change(counts, y, sigma, cuts, place, starts) for place in range(1, len(cuts) - 1)),
        weeks=starts,
        counts=counts,
        sigma=sigma,
        recent=recent_change(counts),
        recent_weeks=RECENT,
        provenance=provenance(hostile, (int(starts[0]), int(starts[-1]) + 6), "counts of hostile acts a week"),
    )


def noise(y: NDArray[Any]) -> float:
    """sigma of one week and of blocks, whichever is larger, from differences, which a few changes of level do not move.

    A stream that excites itself has calm and busy months without any change of level: only the blocks see that.
    """
    return max(1.0, *(_spread(y, block) for block in BLOCKS))


def _spread(y: NDArray[Any], block: int) -> float:
    """sigma from differences of neighbouring blocks' sums, each scaled to one week; blocks begin at every week."""
    sums = np.convolve(y, np.ones(block), "valid") / np.sqrt(block)
    return float(MAD * np.median(np.abs(sums[block:] - sums[:-block])) / np.sqrt(2))


def segment(y: NDArray[Any], sigma: float = 1.0) -> list[int]:
    """Where segments begin: 0, the changes, and the length."""
    penalty = PENALTY * np.log(len(y)) * sigma**2
    ends = KernelCPD(kernel="linear", min_size=MIN_SEGMENT).fit(y.reshape(-1, 1)).predict(pen=penalty)
    return [0, *ends]


def _change(counts: NDArray[np.float64], y: NDArray[Any], sigma: float, cuts: list[int], place: int, starts: NDArray[np.int64]) -> Change:
    begin, cut, end = cuts[place - 1], cuts[place], cuts[place + 1]
    low, high = _interval(y[begin:end], cut - begin, sigma)
    day = Estimate(float(starts[cut]), float(starts[begin + low]), float(starts[begin + high]), end - begin, "profile likelihood")
    return Change(day, float(counts[begin:cut].mean()), float(counts[cut:end].mean()))


def _interval(y: NDArray[Any], cut: int, sigma: float) -> tuple[int, int]:
    """Other weeks at which the same two segments would fit nearly as well."""
    n = np.arange(1, len(y))
    left = np.cumsum(y)[:-1]
    explained = left**2 / n + (y.sum() - left) ** 2 / (len(y) - n)
    near = n[explained >= explained[cut - 1] - CHI2 * sigma**2]
    return int(near.min()), int(near.max())


def _run(dyad: Dyad, options: Options) -> Both[Changes | Insufficient]:
    covered = options.covered(dyad)
    return Both(change_points(dyad.ab, options, covered), change_points(dyad.ba, options, covered))


MEASURE: Final = Measure(
    name="changepoints",
    code="M8",
    title="Change points",
    formula="y = 2 sqrt(n + 3/8); L2 cost, segments of 4 weeks and more, penalty 2 ln(weeks) sigma^2; online: Gamma-Poisson, hazard 1/52",
    reference="Killick, Fearnhead and Eckley 2012, JASA 107:1590-1598; Adams and MacKay 2007, arXiv 0710.3742",
    minimum=f"52 whole weeks and one hostile act a week; online: after {IGNORED} weeks",
    run=_run,
    calls=lambda result: any(not isinstance(one, Insufficient) and bool(one.changes) for one in (result.ab, result.ba)),
)
