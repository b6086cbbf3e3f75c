"""Moving-block bootstrap over time, for statistics of two years and more. No measure here, and no i.i.d. resampling on purpose."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

BLOCK: Final = 4
"""Weeks of a block: weeks close to each other are alike, so they are drawn together (methods: at least 4)."""

REPEATS: Final = 999
SPAN: Final = 104
"""Weeks below which there are too few blocks to draw from."""


def block_ratio(above: NDArray[Any], below: NDArray[Any], seed: int) -> tuple[float, float]:
    """95 % interval of sum(above) / sum(below) over weeks, resampled in blocks; a rate is one with `below` all 1."""
    picked = _blocks(len(above), seed)
    upper, lower = above[picked].sum(axis=1), below[picked].sum(axis=1)
    ratios = upper[lower > 0] / lower[lower > 0]
    low, high = np.quantile(ratios, [0.025, 0.975])
    return float(low), float(high)


def _blocks(weeks: int, seed: int) -> NDArray[np.int64]:
    rng = np.random.default_rng(seed)
    starts = rng.integers(0, weeks - BLOCK + 1, size=(REPEATS, -(-weeks // BLOCK)))
    return (starts[:, :, None] + np.arange(BLOCK)).reshape(REPEATS, -1)[:, :weeks]
