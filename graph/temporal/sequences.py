"""Sequences of actors from starts to goals, the cheapest first: best-first search over prefixes that the order of days allows.

A prefix holds the earliest day it can end on, or with a limit to gaps all its days: no sequence comes out that no choice of edges and days
fits. Its cost counts every hop by its surest edge: a lower bound of what the chain of edges will cost (chains.py).
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from graph.temporal.compiled import kernel
from graph.temporal.guide import GOAL, START, Guide, hop_floor, passable
from graph.temporal.links import (
    AGAINST,
    DYAD,
    NEVER,
    NO_DYAD,
    TIE_AGAINST,
    TIE_ALONG,
    first_from,
    fits,
    hop_time,
    next_neighbour,
    open_cursor,
    seek_hop,
    standing,
)
from graph.temporal.memory import flag, i32, i64
from graph.temporal.network import Array, Int, Ints
from graph.temporal.table import ACTIONS, CANCEL, DYAD_PTR, FIRST, FORWARD, GAP, HUB, LAST, SINCE, STEP, UNTIL, WIDTH
from graph.temporal.walk import MAX_HOPS, UNBOUND

EXHAUSTED, FULL, EXPANSIONS, MEMORY, CANCELLED = 0, 1, 2, 3, -1
"""Why a search ended: nothing is left; enough was found; a budget is spent; the caller ended it."""

ENTRIES: Final = 1 << 20
DAYS: Final = 1 << 22
"""Room for prefixes, and for their days where gaps are limited. Pages that are not touched cost nothing."""

_ENTRIES, _HEAP, FOUND, EXPANDED, _DAYS = range(5)
_UNKNOWN: Final = -NEVER


class Pool(NamedTuple):
    """Prefixes as rows, a heap of their numbers by `key`, what was found, and how much of each budget is used (`used`)."""

    node: Ints
    parent: Ints
    hops: Ints
    cost: Ints
    time: Ints
    mask: Ints
    days_at: Ints
    days_end: Ints
    key: Ints
    heap: Ints
    days: Array
    marks: Array
    days_new: Ints
    best: Ints
    found: Array
    found_cost: Ints
    used: Ints
    limits: Ints


def new_pool(wanted: int, expansions: int, first_day: int, last_day: int, *, gapped: bool) -> Pool:
    """`wanted`: how many sequences to find at most."""
    entry = {
        name: np.empty(ENTRIES, np.int64)
        for name in ("node", "parent", "hops", "cost", "time", "mask", "days_at", "days_end", "key", "heap")
    }
    return Pool(
        days=np.empty(DAYS if gapped else 0, np.int32),
        marks=np.zeros(last_day - first_day + 1 if gapped else 0, np.uint8),
        days_new=np.zeros(2, np.int64),
        best=np.full(wanted, NEVER, np.int64),
        found=np.full((wanted, MAX_HOPS + 1), -1, np.int32),
        found_cost=np.zeros(wanted, np.int64),
        used=np.zeros(5, np.int64),
        limits=np.array([expansions, first_day], np.int64),
        **entry,
    )


@kernel
def search(w: Ints, guide: Guide, pool: Pool) -> Int:
    """Fill `pool.found`. Returns why the search ended."""
    cursor = np.empty((4, 4), np.int64)
    for start in np.flatnonzero(guide.role == START):
        mask = 0
        for r in range(len(guide.required)):
            mask |= (guide.required[r] == start) << r
        _add(pool, start, -1, 0, w[SINCE] - 1, mask, 0)
    while pool.used[_HEAP] > 0:
        if flag(w[CANCEL], 0) != 0:
            return CANCELLED
        if pool.used[EXPANDED] == pool.limits[0]:
            return EXPANSIONS
        item = _pop(pool)
        pool.used[EXPANDED] += 1
        if pool.time[item] == _UNKNOWN and not _timed(w, guide, pool, cursor, item):
            continue
        if guide.role[pool.node[item]] == GOAL:
            _write(pool, item)
            if pool.used[FOUND] == len(pool.best):
                return FULL
            continue
        if not _expand(w, guide, pool, cursor, item):
            return MEMORY
    return EXHAUSTED


@kernel
def _timed(w: Ints, guide: Guide, pool: Pool, cursor: Ints, item: Int) -> Int:
    """Find the days of a prefix that has come to the top. Few of those added do: to search in time for all was most of the work."""
    parent = pool.parent[item]
    seek_hop(w, cursor, pool.node[parent], pool.node[item])
    pool.time[item] = _arrival(w, guide, pool, cursor, parent, pool.node[item])
    pool.days_at[item], pool.days_end[item] = pool.days_new[0], pool.days_new[1]
    pool.used[_DAYS] = pool.days_new[1]
    return pool.time[item] < NEVER


@kernel
def _expand(w: Ints, guide: Guide, pool: Pool, cursor: Ints, item: Int) -> Int:
    """Add all prefixes one hop longer that may still reach a goal; False if there is no room."""
    left = guide.rest.shape[0] - pool.hops[item] - 1
    rest = guide.rest[left]
    open_cursor(w, cursor, pool.node[item], 0)
    v = next_neighbour(w, cursor, 0)
    while v >= 0:
        if rest[v] < NEVER and passable(w, guide.role, v) and not _holds(pool.node, pool.parent, item, v):
            mask = _passed(guide, pool.mask[item], v, left) if len(guide.required) > 0 else 0
            goal = guide.role[v] == GOAL
            cost = pool.cost[item] + hop_floor(w, cursor) + (0 if goal else i64(w[HUB], v))
            key = cost + rest[v]
            # With as many goals in the heap as are wanted, nothing dearer can still be found.
            if mask >= 0 and key < pool.best[-1]:
                if pool.used[_ENTRIES] == len(pool.node) or pool.used[_DAYS] + len(pool.marks) > len(pool.days):
                    return False
                if not goal:
                    _add(pool, v, item, cost, _UNKNOWN, mask, key)
                elif _arrival(w, guide, pool, cursor, item, v) < NEVER:
                    _add(pool, v, item, cost, 0, mask, key)
                    _note(pool, key)
        v = next_neighbour(w, cursor, 0)
    return True


@kernel
def _holds(node: Ints, parent: Ints, item: Int, v: Int) -> Int:
    while item >= 0:
        if node[item] == v:
            return True
        item = parent[item]
    return False


@kernel
def _passed(guide: Guide, mask: Int, v: Int, left: Int) -> Int:
    """The required actors that are passed after v, as bits; -1 if those still missing cannot be."""
    missing = 0
    for r in range(len(guide.required)):
        if guide.required[r] == v:
            mask |= 1 << r
        if mask & (1 << r) == 0:
            missing += 1
            if guide.need[r, v] + guide.need_end[r] > left:
                return -1
    return mask if missing == 0 or (guide.role[v] != GOAL and left >= missing) else -1


@kernel
def _arrival(w: Ints, guide: Guide, pool: Pool, cursor: Ints, item: Int, v: Int) -> Int:
    """The earliest day of a prefix with one hop more, or NEVER if it fits no choice of days that leads on to a goal."""
    left = guide.rest.shape[0] - pool.hops[item] - 1
    before = pool.time[item]
    time = hop_time(w, cursor, before, 0)[0]
    latest = NEVER if guide.role[v] == GOAL or w[FORWARD] == 0 else -guide.late[left, v] - w[STEP]
    if time == NEVER or time > latest:
        return NEVER
    if w[GAP] >= UNBOUND:
        return time
    pool.days_new[0] = pool.days_new[1] = pool.used[_DAYS]
    fresh = w[SINCE] - 1
    if before == fresh and time == fresh:
        return time
    return _collect(w, pool, cursor, item, latest)


@kernel
def _collect(w: Ints, pool: Pool, cursor: Ints, item: Int, latest: Int) -> Int:
    """All days, up to `latest`, on which the hop may be: the first of them, NEVER if there is none. They stand at the end of `days`."""
    base = pool.limits[1]
    low: Int = NEVER
    high: Int = -NEVER
    for row in range(AGAINST + 1):
        if cursor[DYAD, row] != NO_DYAD:
            span = _mark(w, pool, cursor[DYAD, row], item)
            low, high = min(low, span[0]), max(high, span[1])
    if standing(w, cursor[DYAD, TIE_ALONG]) >= 0 or standing(w, cursor[DYAD, TIE_AGAINST]) >= 0:
        for i in range(pool.days_at[item], pool.days_end[item]):
            tied = np.int64(pool.days[i])
            pool.marks[tied - base] = 1
            low, high = min(low, tied), max(high, tied)
    at: Int = pool.used[_DAYS]
    first: Int = NEVER
    for day in range(low, high + 1):
        if pool.marks[day - base] != 0:
            pool.marks[day - base] = 0
            if day <= latest:
                first = min(first, day)
                pool.days[at] = day
                at += 1
    pool.days_new[1] = at
    return first


@kernel
def _mark(w: Ints, pool: Pool, d: Int, item: Int) -> tuple[Int, Int]:
    """Mark the days of a dyad's actions that may follow a prefix; the first and last of them."""
    base, fresh = pool.limits[1], w[SINCE] - 1
    start, stop = pool.days_at[item], pool.days_end[item]
    free = pool.time[item] == fresh
    low, high = NEVER, -NEVER
    earliest = w[SINCE] if free else pool.days[start] + w[STEP]
    latest = w[UNTIL] if free else min(w[UNTIL], pool.days[stop - 1] + w[GAP])
    ptr, end = i64(w[ACTIONS + DYAD_PTR], d), i64(w[ACTIONS + DYAD_PTR], d + 1)
    at = first_from(w[ACTIONS + FIRST], ptr, end, earliest - i32(w[ACTIONS + WIDTH], d))
    for e in range(at, end):
        if i32(w[ACTIONS + FIRST], e) > latest:
            break
        if not fits(w, e):
            continue
        for day in range(max(i32(w[ACTIONS + FIRST], e), earliest), min(i32(w[ACTIONS + LAST], e), latest) + 1):
            if pool.marks[day - base] == 0 and (free or _within(pool.days, start, stop, day - w[GAP], day - w[STEP])):
                pool.marks[day - base] = 1
                low, high = min(low, day), max(high, day)
    return low, high


@kernel
def _within(days: Array, start: Int, stop: Int, low: Int, high: Int) -> Int:
    """Whether one of sorted days lies in low..high."""
    while start < stop:
        middle = (start + stop) >> 1
        if days[middle] < low:
            start = middle + 1
        elif days[middle] > high:
            stop = middle
        else:
            return True
    return False


@kernel
def _note(pool: Pool, key: Int) -> None:
    """Keep the keys of the cheapest goals seen, sorted."""
    at = len(pool.best) - 1
    while at > 0 and pool.best[at - 1] > key:
        pool.best[at] = pool.best[at - 1]
        at -= 1
    pool.best[at] = key


@kernel
def _write(pool: Pool, item: Int) -> None:
    row = pool.used[FOUND]
    pool.used[FOUND] += 1
    pool.found_cost[row] = pool.key[item]
    while item >= 0:
        pool.found[row, pool.hops[item]] = pool.node[item]
        item = pool.parent[item]


@kernel
def _add(pool: Pool, node: Int, parent: Int, cost: Int, time: Int, mask: Int, key: Int) -> None:
    item = pool.used[_ENTRIES]
    pool.node[item], pool.parent[item], pool.cost[item], pool.time[item] = node, parent, cost, time
    pool.mask[item], pool.key[item] = mask, key
    pool.hops[item] = 0 if parent < 0 else pool.hops[parent] + 1
    pool.days_at[item] = pool.days_end[item] = 0
    pool.used[_ENTRIES] = item + 1
    at = pool.used[_HEAP]
    pool.used[_HEAP] = at + 1
    while at > 0 and _less(pool, item, pool.heap[(at - 1) >> 1]):
        pool.heap[at] = pool.heap[(at - 1) >> 1]
        at = (at - 1) >> 1
    pool.heap[at] = item


@kernel
def _pop(pool: Pool) -> Int:
    top, size = pool.heap[0], pool.used[_HEAP] - 1
    pool.used[_HEAP] = size
    item, at = pool.heap[size], 0
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and _less(pool, pool.heap[child + 1], pool.heap[child]):
            child += 1
        if not _less(pool, pool.heap[child], item):
            break
        pool.heap[at] = pool.heap[child]
        at = child
    pool.heap[at] = item
    return top


@kernel
def _less(pool: Pool, a: Int, b: Int) -> Int:
    """Equal costs in the order in which they came: the same question gets the same answer."""
    return pool.key[a] < pool.key[b] or (pool.key[a] == pool.key[b] and a < b)
