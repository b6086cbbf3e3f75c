"""The longest alternating chain of acts whose rungs only rise (or stay, or fall), compiled. Days in, one chain out; no verdict.

A chain: directions alternate, days strictly rise, gaps of at most `gap` days (`trade_gap` between two acts of trade), each rung at least
the one before. For every rung and side the best chain that ends there is kept in a sliding window, so the cost is O(n x rungs), not O(n x
window).
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

RUNGS: Final = 14
"""-3 to 10."""

LOWEST: Final = -3


@njit(cache=True, nogil=True)
def _rooms(side: Any, rung: Any, trade: Any) -> tuple[Any, int]:
    """Where each queue begins in one flat array, by (row, kind, side, rung), and its length: no queue needs more than its own acts."""
    begin = np.zeros(8 * RUNGS, np.int64)
    for i in range(len(side)):
        for row in range(2):
            for kind in range(1 + trade[i]):
                begin[((row * 2 + kind) * 2 + side[i]) * RUNGS + rung[i]] += 1
    total = 0
    for q in range(8 * RUNGS):
        total, begin[q] = total + begin[q], total
    return begin, total


@njit(cache=True, nogil=True)
def _push(queue: Any, head: Any, tail: Any, q: Any, length: Any, i: Any) -> None:
    """Lengths fall along a queue: what is older and no longer cannot be best again."""
    end = tail[q]
    while head[q] < end and length[queue[end - 1]] <= length[i]:
        end -= 1
    queue[end] = i
    tail[q] = end + 1


@njit(cache=True, nogil=True)
def _longest(acts: Any, gaps: Any, rising: Any, length: Any, previous: Any) -> None:
    """Row 0: chains as they are; row 1: chains with a net rise, whose `previous` is n and more where the one before has risen already.

    `acts`: day, side, rung, trade. `rising`: 1 asks for rungs that never fall, 0 for equal rungs. Kinds of queue: all acts within gaps[0],
    acts of trade within gaps[1].
    """
    day, side, rung, trade = acts
    n = len(day)
    head, total = _rooms(side, rung, trade)
    tail, queue = head.copy(), np.empty(total, np.int64)
    waiting = 0
    for i in range(n):
        # Acts of one day must not answer each other: they enter the queues when the day is over.
        while day[waiting] < day[i]:
            for kind in range(1 + trade[waiting]):
                q = (kind * 2 + side[waiting]) * RUNGS + rung[waiting]
                _push(queue, head, tail, q, length[0], waiting)
                if length[1, waiting] > 0:
                    _push(queue, head, tail, q + 4 * RUNGS, length[1], waiting)
            waiting += 1
        flat, risen, flat_from, risen_from = 0, 0, -1, -1
        for kind in range(1 + trade[i]):
            oldest = day[i] - gaps[kind]
            for r in range(0 if rising else rung[i], rung[i] + 1):
                q = (kind * 2 + 1 - side[i]) * RUNGS + r
                while head[q] < tail[q] and day[queue[head[q]]] < oldest:
                    head[q] += 1
                if head[q] < tail[q]:
                    j = queue[head[q]]
                    if length[0, j] > flat:
                        flat, flat_from = length[0, j], j
                    if r < rung[i] and length[0, j] > risen:
                        risen, risen_from = length[0, j], j
                q += 4 * RUNGS
                while head[q] < tail[q] and day[queue[head[q]]] < oldest:
                    head[q] += 1
                if head[q] < tail[q] and length[1, queue[head[q]]] > risen:
                    risen, risen_from = length[1, queue[head[q]]], queue[head[q]] + n
        length[0, i], previous[0, i] = flat + 1, flat_from
        length[1, i], previous[1, i] = risen + 1 if risen > 0 else 0, risen_from


@njit(cache=True, nogil=True)
def _shifted(day: Any, side: Any, shift: Any, start: Any, span: Any) -> Any:
    """Days with those of side 1 moved round a circle of `span` days."""
    out = day.copy()
    for i in range(len(day)):
        if side[i] == 1:
            out[i] = start + (day[i] - start + shift) % span
    return out


@njit(cache=True, nogil=True)
def _by_chance(acts: Any, gaps: Any, rising: Any, shifts: Any, circle: Any) -> Any:
    """The longest length after each circular shift of one side: row 0 of any kind, row 1 with a net rise. `circle`: first day, days."""
    day, side, rung, trade = acts
    out = np.zeros((2, len(shifts)), np.int64)
    length, previous = np.zeros((2, len(day)), np.int64), np.zeros((2, len(day)), np.int64)
    for k in range(len(shifts)):
        moved = _shifted(day, side, shifts[k], circle[0], circle[1])
        order = np.argsort(moved, kind="mergesort")
        _longest((moved[order], side[order], rung[order], trade[order]), gaps, rising, length, previous)
        out[0, k], out[1, k] = length[0].max(), length[1].max()
    return out


class Chains:
    """Chains among acts sorted by day. `rung` from LOWEST up; for falling chains, give the rungs turned round."""

    def __init__(self, day: NDArray[Any], side: NDArray[Any], rung: NDArray[Any], trade: NDArray[Any], gaps: tuple[int, int]) -> None:
        steps = np.clip(rung.astype(np.int64) - LOWEST, 0, RUNGS - 1)
        self.acts = (day.astype(np.int64), side.astype(np.int64), steps, trade.astype(np.int64))
        self.gaps = np.array(gaps, np.int64)

    def longest(self, *, rising: bool, net: bool) -> list[int]:
        """Places of the longest chain (the latest among equals), in time order. `net`: the last rung lies above the first."""
        n = len(self.acts[0])
        if not n:
            return []
        length, previous = np.zeros((2, n), np.int64), np.zeros((2, n), np.int64)
        _longest(self.acts, self.gaps, int(rising), length, previous)
        row = int(net)
        place = n - 1 - int(np.argmax(length[row][::-1]))
        if length[row, place] == 0:
            return []
        chain = [place]
        while (before := int(previous[row, place])) >= 0:
            # A chain with a net rise may go on from one without.
            row, place = (before // n, before % n) if row else (0, before)
            chain.append(place)
        return chain[::-1]

    def by_chance(self, shifts: NDArray[Any], start: int, span: int, *, rising: bool, net: bool) -> NDArray[np.int64]:
        """The longest length after each circular shift of side 1 by so many days."""
        return np.asarray(_by_chance(self.acts, self.gaps, int(rising), shifts, (start, span))[int(net)])
