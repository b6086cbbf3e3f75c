"""Kaplan-Meier: how long until the answer, where some never came or came too late to be seen. A formula; no acts here.

S(t) = product over t_i <= t of (1 - d_i / n_i); log-log interval. Kaplan and Meier 1958 (JASA 53:457-481).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from graph.escalation.measure import Insufficient

MIN_FIT: Final = 15


@dataclass(frozen=True, slots=True, eq=False)
class Survival:
    """Days until an answer. `median` is None where fewer than half were answered in time, `low` and `high` where the band does not say.

    `days` and `unanswered` are the curve; `log_normal` (mu, sigma of ln days) only for 15 answers and more.
    """

    median: float | None
    low: float | None
    high: float | None
    answered: int
    censored: int
    days: NDArray[np.float64]
    unanswered: NDArray[np.float64]
    log_normal: tuple[float, float] | Insufficient


def survival(answered: NDArray[Any], censored: NDArray[Any]) -> Survival | Insufficient:
    """From days until an answer, and days waited in vain."""
    if not len(answered):
        return Insufficient(0, 1, "answers")
    curve = stats.ecdf(stats.CensoredData(uncensored=answered, right=censored)).sf
    with warnings.catch_warnings():
        # Where the curve is 0 the log-log band does not exist; scipy warns, and NaN says it.
        warnings.simplefilter("ignore", RuntimeWarning)
        band = curve.confidence_interval(method="log-log")
    days = curve.quantiles
    return Survival(
        median=_crossing(days, curve.probabilities),
        low=_crossing(days, band.low.probabilities),
        high=_crossing(days, band.high.probabilities),
        answered=len(answered),
        censored=len(censored),
        days=days,
        unanswered=curve.probabilities,
        log_normal=_log_normal(np.asarray(answered, np.float64)),
    )


def _crossing(days: NDArray[Any], probability: NDArray[Any]) -> float | None:
    """The first day on which no more than half are unanswered."""
    reached = np.flatnonzero(probability <= 0.5)
    return float(days[reached[0]]) if len(reached) else None


def _log_normal(answered: NDArray[np.float64]) -> tuple[float, float] | Insufficient:
    positive = np.log(answered[answered > 0])
    if len(positive) < MIN_FIT:
        return Insufficient(len(positive), MIN_FIT, "answers later than the same day, for a log-normal fit")
    return float(positive.mean()), float(positive.std(ddof=1))
