"""Bayesian online change-point detection of weekly counts: how probable is it that the present level is new? Adams and MacKay 2007.

Run length r_t: r grows with probability 1 - H or falls to 0 with the hazard H; counts are Poisson, their level Gamma(a0, b0), so a run
predicts a negative binomial. arXiv 0710.3742. Only the newest KEPT run lengths are carried. No weeks are made here.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

HAZARD: Final = 1 / 52
"""One change a year expected."""

SHAPE: Final = 1.0
RATE: Final = 0.25
KEPT: Final = 400
RECENT: Final = 8
"""Weeks within which a run counts as new."""

IGNORED: Final = 12
"""First weeks in which everything is new."""


@njit(cache=True, nogil=True)
def _recent(counts: Any, hazard: Any, shape: Any, rate: Any, kept: Any, recent: Any) -> Any:
    weight, a, b = np.zeros(kept + 1), np.full(kept + 1, shape), np.full(kept + 1, rate)
    weight[0], size = 1.0, 1
    out = np.zeros(len(counts))
    for t in range(len(counts)):
        x, total = counts[t], 0.0
        grown = 0.0
        for r in range(size):
            chance = math.exp(
                math.lgamma(a[r] + x)
                - math.lgamma(a[r])
                - math.lgamma(x + 1.0)
                + a[r] * math.log(b[r] / (b[r] + 1.0))
                - x * math.log(b[r] + 1.0)
            )
            weight[r] *= chance
            grown += weight[r]
        size = min(size + 1, kept)
        for r in range(size - 1, 0, -1):
            weight[r], a[r], b[r] = weight[r - 1] * (1.0 - hazard), a[r - 1] + x, b[r - 1] + 1.0
        weight[0], a[0], b[0] = grown * hazard, shape, rate
        for r in range(size):
            total += weight[r]
        for r in range(size):
            weight[r] /= total
            if r <= recent:
                out[t] += weight[r]
    return out


def recent_change(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each week the probability that its level began within the last RECENT weeks; NaN in the first IGNORED."""
    found = np.asarray(_recent(counts, HAZARD, SHAPE, RATE, KEPT, RECENT))
    found[:IGNORED] = np.nan
    return found
