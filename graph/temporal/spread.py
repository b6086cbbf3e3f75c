"""Who is reached, when and in how many hops, level by level: the kernels of cones and earliest arrivals without a limit to gaps.

With no such limit the earliest day at an actor is all that matters for what follows: one number an actor and hop is the whole state.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from graph.temporal.compiled import kernel
from graph.temporal.links import NEVER, hop_time, least_time, next_neighbour, open_cursor, soonest_after
from graph.temporal.memory import flag, u8
from graph.temporal.network import Array, Int, Ints
from graph.temporal.table import CANCEL, GATE
from graph.temporal.walk import BARRED, PASS

FEWEST, EARLIEST = 1, 2
"""When a front that aims at goals may stop: at the first hop that reaches one, or when nothing can reach one sooner."""

CANCELLED: Final = -1


FAR: Final = 100
"""More hops from a goal than any path has."""


class Front(NamedTuple):
    """`times[h, v]`: the soonest walk time at v within h hops, NEVER if none. `parents[h, v]`: whence, where hop h improved it.
    `near[v]`: hops from v to a goal, FAR where they are too many to have been counted. `limit[0]`: the soonest time at a goal."""

    times: Ints
    parents: Array
    near: Array
    limit: Ints


def new_front(actors: int, hops: int) -> Front:
    times = np.full((hops + 1, actors), NEVER, np.int64)
    parents = np.full((hops + 1, actors), -1, np.int32)
    return Front(times, parents, np.full(actors, FAR, np.int8), np.full(1, NEVER, np.int64))


@kernel
def spread(w: Ints, front: Front, back: Int) -> Int:
    """Fill a front whose level 0 holds the starts. Returns the last level that changed anything, or CANCELLED."""
    hops = front.times.shape[0] - 1
    for h in range(1, hops + 1):
        changed = _push(w, front, h, back, FAR)
        if changed <= 0:
            for later in range(h + 1, hops + 1):
                front.times[later] = front.times[h]
            return CANCELLED if changed < 0 else h - 1
    return hops


@kernel
def aim(w: Ints, front: Front, back: Int, stop: Int) -> Int:
    """Fill a front as far as goals (where `near` is 0) need it. Returns the first level within which one is reached as `stop` asks, 0 if
    none is, or CANCELLED. From the starts hops are walked forwards; the last ones are looked up from the goals, which are few."""
    hops = front.times.shape[0] - 1
    reach, found = hops // 2, 0
    _approach(w, front, reach, back)
    for h in range(1, hops + 1):
        left = hops - h
        near = left if left <= reach else FAR
        changed = _push(w, front, h, back, near) if left >= reach else _pull(w, front, h, back, near)
        if changed < 0:
            return CANCELLED
        before = front.limit[0]
        for v in np.flatnonzero(front.near == 0):
            front.limit[0] = min(front.limit[0], front.times[h, v])
        if front.limit[0] < before:
            found = h
            if stop == FEWEST:
                return h
    return found


@kernel
def _approach(w: Ints, front: Front, reach: Int, back: Int) -> None:
    """Count the hops to a goal, up to `reach`, whatever the time."""
    cursor = np.empty((4, 4), np.int64)
    for j in range(reach):
        for v in np.flatnonzero(front.near == j):
            if j > 0 and u8(w[GATE], v) != PASS:
                continue
            open_cursor(w, cursor, v, 1 - back)
            u = next_neighbour(w, cursor, 1 - back)
            while u >= 0:
                if front.near[u] > j + 1:
                    front.near[u] = j + 1
                u = next_neighbour(w, cursor, 1 - back)


@kernel
def _push(w: Ints, front: Front, h: Int, back: Int, near: Int) -> Int:
    """Hop h from all that hop h - 1 improved, to those at most `near` hops from a goal. How many it improved, or CANCELLED."""
    cursor = np.empty((4, 4), np.int64)
    front.times[h] = front.times[h - 1]
    moved = front.times[h - 1] < (front.times[h - 2] if h > 1 else np.full(front.times.shape[1], NEVER, np.int64))
    starts = np.flatnonzero(moved)
    # The soonest first: most of what later ones could reach is then reached already, and costs one look.
    starts = starts[np.argsort(front.times[h - 1][starts])]
    changed, limit = 0, front.limit[0]
    for u in starts:
        if flag(w[CANCEL], 0) != 0:
            return CANCELLED
        if h > 1 and u8(w[GATE], u) != PASS:
            continue
        value, times = front.times[h - 1, u], front.times[h]
        after = soonest_after(w, value, back)
        open_cursor(w, cursor, u, back)
        v = next_neighbour(w, cursor, back)
        while v >= 0:
            # No search in time, nor even a call, where it cannot bring v sooner.
            least = least_time(w, cursor, value, after)
            if least < times[v] and least < limit and (near == FAR or front.near[v] <= near) and u8(w[GATE], v) != BARRED:
                changed += _relax(w, front, cursor, h, u, v, back)
            v = next_neighbour(w, cursor, back)
    return changed


@kernel
def _pull(w: Ints, front: Front, h: Int, back: Int, near: Int) -> Int:
    """Hop h to those at most `near` hops from a goal, from all that are reached. How many it improved, or CANCELLED."""
    cursor = np.empty((4, 4), np.int64)
    front.times[h] = front.times[h - 1]
    changed = 0
    for v in np.flatnonzero(front.near <= near):
        if flag(w[CANCEL], 0) != 0:
            return CANCELLED
        if u8(w[GATE], v) == BARRED:
            continue
        open_cursor(w, cursor, v, 1 - back)
        u = next_neighbour(w, cursor, 1 - back)
        while u >= 0:
            value = front.times[h - 1, u]
            if value < min(front.limit[0], front.times[h, v]) and (u8(w[GATE], u) == PASS or front.times[0, u] < NEVER):
                changed += _relax(w, front, cursor, h, u, v, back)
            u = next_neighbour(w, cursor, 1 - back)
    return changed


@kernel
def _relax(w: Ints, front: Front, cursor: Ints, h: Int, u: Int, v: Int, back: Int) -> Int:
    """Whether the hop that a cursor stands at brings v sooner."""
    time = hop_time(w, cursor, front.times[h - 1, u], back)[0]
    if time >= front.times[h, v]:
        return 0
    front.times[h, v] = time
    front.parents[h, v] = u
    return 1
