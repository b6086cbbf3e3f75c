"""The arithmetic of the verdict's votes, compiled: one dyad's slice at a time, so that report and board cannot differ. No words here.

Each function takes plain arrays or numbers. `windows` are days: w the compared window (28), WEEKS trailing weeks, NOW and BEFORE of the
ladder.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numba import njit

WEEKS: Final = 12
NOW: Final = 90
BEFORE: Final = 180
SURE: Final = 0.55
"""Confidence from which an act counts on the ladder."""

BLOCKS: Final = 64
"""Room for the windows of the history behind phi."""

NO_RUNG: Final = -99
COUNT_NOW, COUNT_BEFORE, SUM_NOW, SUM_BEFORE, MEAN, SQUARES, RUNG_NOW, RUNG_BEFORE = range(8)
TALLY: Final = 8


@njit(cache=True, nogil=True)
def tally(acts: Any, end: Any, w: Any, room: Any) -> None:
    """What the votes need of one direction. `acts`: first, last, weight, rung, sure; `room`: out, weeks, blocks.

    weight > 0 marks a hostile act; an act of vague date counts by the part that lies inside. out: TALLY numbers. weeks: intensity of the
    last WEEKS weeks, oldest first. blocks: counts of hostile acts in the windows of w days before the two compared ones, latest first.
    """
    first, last, weight, rung, sure = acts
    out, weeks, blocks = room
    out[:] = 0.0
    out[RUNG_NOW] = NO_RUNG
    out[RUNG_BEFORE] = NO_RUNG
    weeks[:] = 0.0
    blocks[:] = 0.0
    reach = end - w * (len(blocks) + 2)
    for i in range(len(first)):
        if first[i] > end:
            break
        if sure[i]:
            # A step up must be certain: now counts what surely lies in it, before whatever may.
            if first[i] > end - NOW and last[i] <= end:
                out[RUNG_NOW] = max(out[RUNG_NOW], rung[i])
            elif first[i] <= end - NOW and last[i] > end - NOW - BEFORE:
                out[RUNG_BEFORE] = max(out[RUNG_BEFORE], rung[i])
        if weight[i] <= 0.0 or last[i] <= reach:
            continue
        part = 1.0 / (last[i] - first[i] + 1)
        for day in range(max(first[i], reach + 1), min(last[i], end) + 1):
            age = end - day
            block = age // w
            if block == 0:
                out[COUNT_NOW] += part
                out[SUM_NOW] += part * weight[i]
            elif block == 1:
                out[COUNT_BEFORE] += part
                out[SUM_BEFORE] += part * weight[i]
            else:
                blocks[block - 2] += part
            if block < 2:
                out[MEAN] += part * weight[i]
                out[SQUARES] += part * weight[i] * weight[i]
            if age < 7 * WEEKS:
                weeks[WEEKS - 1 - age // 7] += part * weight[i]


@njit(cache=True, nogil=True)
def log_ratio(found: Any, phi: Any) -> tuple[float, float]:
    """L = ln((I_now + 1) / (I_before + 1)) and its standard error, Var L = phi (1 + cv^2) (1/n_now + 1/n_before)."""
    n = found[COUNT_NOW] + found[COUNT_BEFORE]
    mean = found[MEAN] / n
    spread = found[SQUARES] / n / (mean * mean)  # 1 + cv^2
    # A window without acts has no variance of its own: it is held to be as unsure as one with a single act.
    halves = 1.0 / max(found[COUNT_NOW], 1.0) + 1.0 / max(found[COUNT_BEFORE], 1.0)
    return math.log((found[SUM_NOW] + 1.0) / (found[SUM_BEFORE] + 1.0)), math.sqrt(phi * spread * halves)


@njit(cache=True, nogil=True)
def dispersion(counts: Any) -> float:
    """phi = max(1, variance / mean)."""
    mean = counts.mean()
    if len(counts) < 2 or mean <= 0.0:
        return 1.0
    return float(max(1.0, ((counts - mean) ** 2).sum() / (len(counts) - 1) / mean))


@njit(cache=True, nogil=True)
def mann_kendall(y: Any) -> tuple[float, float]:
    """tau_b of y against time, and its one-sided p (rising), normal approximation with ties as Kendall (1970); p = 1 without variance."""
    n = len(y)
    s, tied, v_ties = 0.0, 0.0, 0.0
    for i in range(n):
        same = 0
        for j in range(n):
            if j > i:
                s += np.sign(y[j] - y[i])
            same += y[j] == y[i]
        # Each member of a group of t equal values brings its part of the group's t (t - 1) / 2 pairs.
        tied += (same - 1) / 2.0
        v_ties += (same - 1) * (2.0 * same + 5.0)
    pairs = n * (n - 1) / 2.0
    if tied >= pairs:
        return 0.0, 1.0
    variance = (n * (n - 1) * (2.0 * n + 5) - v_ties) / 18.0
    z = s / math.sqrt(variance)
    return s / math.sqrt(pairs * (pairs - tied)), 0.5 * math.erfc(z / math.sqrt(2.0))


@njit(cache=True, nogil=True)
def theil_sen(y: Any) -> float:
    """Median slope a step between all pairs of values."""
    n = len(y)
    slopes = np.empty(n * (n - 1) // 2)
    k = 0
    for i in range(n):
        for j in range(i + 1, n):
            slopes[k] = (y[j] - y[i]) / (j - i)
            k += 1
    return float(np.median(slopes))
