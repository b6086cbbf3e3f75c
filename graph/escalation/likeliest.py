"""For each act the likeliest one of the other side that it answers, compiled. Numbers in, places and probabilities out; no words here."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numba import njit

OWN_REACH: Final = 10.0
"""Mean latencies back to which a side's own acts still stir."""

FIRST, LAST, KNOWN, RUNG, FAMILY, ACTION, MINUTE = range(7)
"""Rows of an act table (int64)."""

BASE, ANSWERS, OWN, DAYS, TRADE_DAYS, WINDOW, TRADE_WINDOW, SAME_ACTION, SAME_FAMILY, OTHER_FAMILY, RUNG_STEP, TRADE = range(12)
"""Places among the numbers of a kernel (float64); TRADE is the family's number."""


@njit(cache=True, nogil=True)
def _force(acts: Any, a: Any, others: Any, b: Any, waited: Any, number: Any) -> float:
    """K(a, b) = affinity n beta e^(-beta dt): same action, same family or other; less by each rung of difference."""
    if acts[ACTION, a] == others[ACTION, b]:
        kind = number[SAME_ACTION]
    else:
        kind = number[SAME_FAMILY] if acts[FAMILY, a] == others[FAMILY, b] else number[OTHER_FAMILY]
    trade = acts[FAMILY, a] == number[TRADE] and others[FAMILY, b] == number[TRADE]
    days = number[TRADE_DAYS] if trade else number[DAYS]
    near = number[RUNG_STEP] ** abs(acts[RUNG, a] - others[RUNG, b])
    return float(kind * near * number[ANSWERS] / days * math.exp(-waited / days))


@njit(cache=True, nogil=True)
def _own(others: Any, b: Any, number: Any) -> float:
    """What the side's own earlier acts stir."""
    total = 0.0
    for j in range(b - 1, -1, -1):
        gap = others[FIRST, b] - others[LAST, j]
        if gap > OWN_REACH * number[DAYS]:
            break
        if gap >= 0:
            total += math.exp(-gap / number[DAYS])
    return float(total * number[OWN] / number[DAYS])


@njit(cache=True, nogil=True)
def _same_day(acts: Any, others: Any, b: Any, number: Any) -> float:
    """The force of acts of b's own day that nobody orders: any of them may be what b answers, so they make the others less likely."""
    total = 0.0
    a = np.searchsorted(acts[FIRST], others[FIRST, b])
    while a < acts.shape[1] and acts[FIRST, a] == others[FIRST, b]:
        timed = acts[MINUTE, a] >= 0 and others[MINUTE, b] >= 0
        if acts[LAST, a] == others[LAST, b] and not timed:
            total += _force(acts, a, others, b, 0.0, number)
        a += 1
    return total


@njit(cache=True, nogil=True)
def likeliest(acts: Any, order: Any, others: Any, skip: Any, number: Any, out: Any) -> None:
    """Fills `out`, for each other act: place of the likeliest act answered (-1: none), its probability, how many candidates there were.

    `order`: places of acts by the day from which they are known. A candidate certainly came before (an earlier day, or an earlier minute of
    the same) and was known at most WINDOW days ago, TRADE_WINDOW between two acts of trade.
    """
    known = acts[KNOWN][order]
    found, p, rivals = out
    for b in range(others.shape[1]):
        found[b], p[b], rivals[b] = -1, 0.0, 0
        if skip[b]:
            continue
        total, most = 0.0, 0.0
        for k in range(np.searchsorted(known, others[FIRST, b] - number[TRADE_WINDOW]), len(order)):
            waited = others[FIRST, b] - known[k]
            if waited < 0:
                break
            a = order[k]
            trade = acts[FAMILY, a] == number[TRADE] and others[FAMILY, b] == number[TRADE]
            timed = acts[LAST, a] == others[LAST, b] == others[FIRST, b] and 0 <= acts[MINUTE, a] < others[MINUTE, b]
            if not (acts[LAST, a] < others[FIRST, b] or timed) or waited > (number[TRADE_WINDOW] if trade else number[WINDOW]):
                continue
            force = _force(acts, a, others, b, waited + (others[LAST, b] - others[FIRST, b]) / 2.0, number)
            total += force
            rivals[b] += 1
            if force > most:
                most, found[b] = force, a
        if found[b] >= 0:
            rest = number[BASE] + _same_day(acts, others, b, number)
            p[b] = most / (rest + total + (_own(others, b, number) if number[OWN] > 0.0 else 0.0))
