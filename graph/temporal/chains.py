"""Edges for the hops of one sequence of actors: the cheapest chain of them, which edges fit any chain, and how many chains there are.

A dated link has one day within its first..last; a chain holds if days can be chosen for all its links at once. So costs are kept by day:
what matters of a prefix is on which days it can end, and at what cost. Column `days` of an array stands for "no dated link yet".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from graph.temporal.compiled import kernel
from graph.temporal.links import (
    AGAINST,
    NEVER,
    NO_DYAD,
    TIE_AGAINST,
    TIE_ALONG,
    first_from,
    fits,
    link_after,
    link_before,
    standing,
    tie_fits,
)
from graph.temporal.memory import i32, i64, u8
from graph.temporal.network import Array, Int, Ints
from graph.temporal.table import ACTIONS, CONFIDENCE, DAY, DOUBT, DYAD_PTR, FIRST, GAP, LAST, SINCE, STEP, TIES, UNTIL, WIDTH


class Chain(NamedTuple):
    """`own[i, t]`: the cheapest action of hop i on day base + t; `tie[i]`: its cheapest tie. `before[i, t]`: what comes before hop i if
    that is on day t; `head[i, t]` and `tail[i, t]`: the first i hops if the last of their dated links is on day t, and all hops from i
    after such a link. NEVER where nothing fits."""

    base: int
    own: Ints
    tie: Ints
    before: Ints
    head: Ints
    tail: Ints


@kernel
def extent(w: Ints, hops: Ints) -> tuple[Int, Int]:
    """The first and last day that a chain can touch; last < first if it has no dated link."""
    low, high = NEVER, -NEVER
    for i in range(len(hops)):
        for row in range(AGAINST + 1):
            if hops[i, row] != NO_DYAD:
                low = min(low, link_after(w, hops[i, row], w[SINCE])[0])
        if not _tied(w, hops[i]):
            break
    for i in range(len(hops) - 1, -1, -1):
        for row in range(AGAINST + 1):
            if hops[i, row] != NO_DYAD:
                high = max(high, -link_before(w, hops[i, row], w[UNTIL])[0])
        if not _tied(w, hops[i]):
            break
    return low, high


@kernel
def _tied(w: Ints, hop: Ints) -> Int:
    return standing(w, hop[TIE_ALONG]) >= 0 or standing(w, hop[TIE_AGAINST]) >= 0


def new_chain(hops: int, base: int, days: int) -> Chain:
    own, before = np.full((hops, days), NEVER, np.int64), np.full((hops, days), NEVER, np.int64)
    head, tail = np.full((hops + 1, days + 1), NEVER, np.int64), np.full((hops + 1, days + 1), NEVER, np.int64)
    return Chain(base, own, np.full(hops, NEVER, np.int64), before, head, tail)


@kernel
def fill_heads(w: Ints, hops: Ints, chain: Chain) -> Int:
    """Fill a chain from its start on. Returns the least cost of its edges and days, NEVER if no chain holds."""
    days = chain.own.shape[1]
    chain.head[0, days] = 0
    for i in range(len(hops)):
        _fill_own(w, hops[i], chain, i)
        _lag_min(w, chain.head[i], chain.before[i], 0)
        tie, free = chain.tie[i], chain.head[i, days]
        for t in range(days):
            chain.before[i, t] = min(chain.before[i, t], free)
            chain.head[i + 1, t] = min(min(chain.own[i, t] + chain.before[i, t], tie + chain.head[i, t]), NEVER)
        chain.head[i + 1, days] = min(tie + free, NEVER)
    return chain.head[len(hops)].min()


@kernel
def fill_tails(w: Ints, chain: Chain) -> None:
    """Fill what is left after each hop; `fill_heads` comes first."""
    k, days = chain.own.shape
    links = np.empty(days + 1, np.int64)
    chain.tail[k] = 0
    for i in range(k - 1, -1, -1):
        links[days] = NEVER
        for t in range(days):
            links[t] = min(chain.own[i, t] + chain.tail[i + 1, t], NEVER)
        _lag_min(w, links, chain.tail[i, :days], 1)
        for t in range(days):
            chain.tail[i, t] = min(chain.tail[i, t], chain.tie[i] + chain.tail[i + 1, t])
        chain.tail[i, days] = min(links.min(), chain.tie[i] + chain.tail[i + 1, days])


@kernel
def _fill_own(w: Ints, hop: Ints, chain: Chain, i: Int) -> None:
    days = chain.own.shape[1]
    for row in (TIE_ALONG, TIE_AGAINST):
        e = standing(w, hop[row])
        if e >= 0:
            chain.tie[i] = min(chain.tie[i], i64(w[DOUBT], u8(w[TIES + CONFIDENCE], e)))
    low, high = max(chain.base, w[SINCE]), min(chain.base + days - 1, w[UNTIL])
    for row in range(AGAINST + 1):
        d = hop[row]
        if d == NO_DYAD:
            continue
        ptr, end = i64(w[ACTIONS + DYAD_PTR], d), i64(w[ACTIONS + DYAD_PTR], d + 1)
        for e in range(first_from(w[ACTIONS + FIRST], ptr, end, low - i32(w[ACTIONS + WIDTH], d)), end):
            first = i32(w[ACTIONS + FIRST], e)
            if first > high:
                break
            if fits(w, e):
                cost = i64(w[DOUBT], u8(w[ACTIONS + CONFIDENCE], e))
                for day in range(max(first, low), min(i32(w[ACTIONS + LAST], e), high) + 1):
                    chain.own[i, day - chain.base] = min(chain.own[i, day - chain.base], cost)


@kernel
def _lag_min(w: Ints, costs: Ints, out: Ints, back: Int) -> None:
    """out[t] = the least of costs[s] + DAY * |t - s| over the days s that a link on day t may follow (or, backwards, precede)."""
    days = len(out)
    queue, low, high = np.empty(days, np.int64), 0, 0
    for t in range(days):
        s = t - w[STEP]
        if s >= 0:
            cost = costs[days - 1 - s if back else s]
            if cost < NEVER:
                while high > low and _at(costs, queue[high - 1], days, back) - w[DAY] * queue[high - 1] >= cost - w[DAY] * s:
                    high -= 1
                queue[high] = s
                high += 1
        while low < high and queue[low] < t - w[GAP]:
            low += 1
        at = days - 1 - t if back else t
        out[at] = _at(costs, queue[low], days, back) + w[DAY] * (t - queue[low]) if low < high else NEVER


@kernel
def _at(costs: Ints, s: Int, days: Int, back: Int) -> Int:
    return costs[days - 1 - s if back else s]


@kernel
def edge_cost(w: Ints, e: Int) -> Int:
    """Of an action at its position, or of a tie at -1 - position."""
    return i64(w[DOUBT], u8(w[ACTIONS + CONFIDENCE], e) if e >= 0 else u8(w[TIES + CONFIDENCE], -1 - e))


@kernel
def edges_of_hop(w: Ints, hop: Ints) -> Ints:
    """All edges of a hop that count, whatever their day: actions by position, then ties as -1 - position."""
    room = 0
    for row in range(TIE_AGAINST + 1):
        ptr = w[(ACTIONS if row <= AGAINST else TIES) + DYAD_PTR]
        if hop[row] != NO_DYAD:
            room += i64(ptr, hop[row] + 1) - i64(ptr, hop[row])
    edges, n = np.empty(room, np.int64), 0
    for row in range(TIE_AGAINST + 1):
        ptr = w[(ACTIONS if row <= AGAINST else TIES) + DYAD_PTR]
        if hop[row] != NO_DYAD:
            for e in range(i64(ptr, hop[row]), i64(ptr, hop[row] + 1)):
                if row <= AGAINST and fits(w, e):
                    edges[n] = e
                    n += 1
                elif row > AGAINST and tie_fits(w, e):
                    edges[n] = -1 - e
                    n += 1
    return edges[:n]


@kernel
def through(w: Ints, edges: Ints, chain: Chain, i: Int) -> Ints:
    """For each edge of hop i the least cost of a chain through it, NEVER if it is on none."""
    days = chain.own.shape[1]
    costs = np.full(len(edges), NEVER, np.int64)
    standing_still = NEVER
    for t in range(days + 1):
        standing_still = min(standing_still, chain.head[i, t] + chain.tail[i + 1, t])
    for n in range(len(edges)):
        e = edges[n]
        least = standing_still if e < 0 else NEVER
        if e >= 0:
            low, high = max(i32(w[ACTIONS + FIRST], e), w[SINCE]), min(i32(w[ACTIONS + LAST], e), w[UNTIL])
            for t in range(max(low - chain.base, 0), min(high - chain.base, days - 1) + 1):
                least = min(least, chain.before[i, t] + chain.tail[i + 1, t])
        costs[n] = min(least + edge_cost(w, e), NEVER)
    return costs


@kernel
def count_chains(w: Ints, edges: Ints, ends: Ints, base: Int, low: Array, high: Array) -> Int:
    """How many choices of one edge a hop hold. `edges` are those of all hops, `ends` where each hop's end; `low` and `high` zeros, one
    a day and one more, int64 to count exactly or float64 where the number is too large.

    Of the chains so far it is enough to know how many have which earliest and which latest day for their last link: a next link follows
    all of them but those whose earliest day is too late and those whose latest is too soon, and no chain is both.
    """
    days, start = len(low) - 1, 0
    low[days] = high[days] = 1
    for i in range(len(ends)):
        sums_low, sums_high = np.cumsum(low[:days]), np.cumsum(high[:days])
        new_low, new_high = np.zeros_like(low), np.zeros_like(high)
        for e in edges[start : ends[i]]:
            if e < 0:
                new_low += low
                new_high += high
            else:
                first = max(max(i32(w[ACTIONS + FIRST], e), w[SINCE]) - base, 0)
                last = min(min(i32(w[ACTIONS + LAST], e), w[UNTIL]) - base, days - 1)
                _append(w, (low, high, new_low, new_high, sums_low, sums_high), first, last)
        low[:], high[:] = new_low, new_high
        start = ends[i]
    return low.sum()


@kernel
def _append(w: Ints, counts: tuple[Array, ...], first: Int, last: Int) -> None:
    low, high, new_low, new_high, sums_low, sums_high = counts
    step, gap, days = w[STEP], w[GAP], len(low) - 1
    new_low[first] += low[days] + _until(sums_low, first - step) - _until(sums_high, first - gap - 1)
    new_high[last] += low[days] + _until(sums_low, last - step) - _until(sums_high, last - gap - 1)
    for day in range(first + 1, last + 1):
        if day - step >= 0:
            new_low[day] += low[day - step]
    for day in range(max(first, gap), last):
        new_high[day] += high[day - gap]


@kernel
def _until(sums: Array, day: Int) -> Int:
    """How many up to a day."""
    return sums[min(day, len(sums) - 1)] if day >= 0 else sums.dtype.type(0)
