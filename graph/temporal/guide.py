"""What is left to a goal: for each actor and number of hops the least cost and the latest day that still lead there. No search here.

Both are bounds: the cheapest hop and the latest one need not be of one path. They only keep the search from where no path can be.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from graph.temporal.compiled import kernel
from graph.temporal.links import (
    AGAINST,
    ALONG,
    DYAD,
    NEVER,
    NO_DYAD,
    TIE_AGAINST,
    hop_time,
    least_time,
    next_neighbour,
    open_cursor,
    soonest_after,
)
from graph.temporal.memory import flag, i64, u8
from graph.temporal.network import Array, Int, Ints
from graph.temporal.table import ACTIONS, BEST, CANCEL, DOUBT, EITHER, GATE, HOP, HUB, TIES, UNTIL, WITH_TIES
from graph.temporal.walk import PASS

BETWEEN, START, GOAL = 0, 1, 2
"""What an actor is to the question."""

DISTANT = 100


class Guide(NamedTuple):
    """`rest[j, v]` and `late[j, v]`: the least cost and the latest day (negated) from v to a goal in at most j hops, NEVER if none.
    `role`: one byte an actor. `away[v]`: hops from a start, DISTANT where they were not counted. `need[r, v]`: hops from v to the
    required actor r; `need_end[r]`: hops from there to a goal; `required`: their numbers."""

    rest: Ints
    late: Ints
    role: Array
    away: Array
    required: Ints
    need: Array
    need_end: Ints


def new_guide(actors: int, hops: int, role: Array, required: Ints) -> Guide:
    shape = (max(hops, 1), actors)
    return Guide(
        rest=np.full(shape, NEVER, np.int64),
        late=np.full(shape, NEVER, np.int64),
        role=role,
        away=np.full(actors, DISTANT, np.int8),
        required=required,
        need=np.full((len(required), actors), DISTANT, np.int8),
        need_end=np.full(len(required), DISTANT, np.int64),
    )


@kernel
def prepare_guide(w: Ints, guide: Guide) -> None:
    """Fill a guide: from the goals half of the way, then from the starts' neighbours, so that neither end floods the graph."""
    hops = guide.rest.shape[0]
    half = max(1, hops // 2)
    for v in np.flatnonzero(guide.role == GOAL):
        guide.rest[:, v] = 0
        guide.late[:, v] = -w[UNTIL] - 1
    for v in np.flatnonzero(guide.role == START):
        guide.away[v] = 0
    count_hops(w, guide.away, hops - half - 1, 0)
    for j in range(1, hops):
        if j <= half:
            _push(w, guide, j)
        else:
            _pull(w, guide, j, hops - j)
    for r in range(len(guide.required)):
        guide.need[r, guide.required[r]] = 0
        count_hops(w, guide.need[r], hops, 1)
        guide.need_end[r] = _hops_to_goal(w, guide, guide.required[r])


@kernel
def count_hops(w: Ints, away: Array, reach: Int, back: Int) -> None:
    """Hops from where `away` is 0, up to `reach`, whatever the time."""
    cursor = np.empty((4, 4), np.int64)
    for j in range(reach):
        for u in np.flatnonzero(away == j):
            if flag(w[CANCEL], 0) != 0:
                return
            if j > 0 and u8(w[GATE], u) != PASS:
                continue
            open_cursor(w, cursor, u, back)
            v = next_neighbour(w, cursor, back)
            while v >= 0:
                if away[v] > j + 1:
                    away[v] = j + 1
                v = next_neighbour(w, cursor, back)


@kernel
def _hops_to_goal(w: Ints, guide: Guide, v: Int) -> Int:
    away = np.full(guide.rest.shape[1], DISTANT, np.int8)
    away[v] = 0
    count_hops(w, away, guide.rest.shape[0], 0)
    least = DISTANT
    for goal in np.flatnonzero(guide.role == GOAL):
        least = min(least, away[goal])
    return least


@kernel
def hop_floor(w: Ints, cursor: Ints) -> Int:
    """The least that the hop a cursor stands at can cost, with every edge of it counted."""
    if w[EITHER] == 0 and w[WITH_TIES] == 0:
        return i64(w[DOUBT], u8(w[ACTIONS + BEST], cursor[DYAD, ALONG])) + w[HOP]
    best = 0
    for row in range(TIE_AGAINST + 1):
        d = cursor[DYAD, row]
        if d != NO_DYAD:
            best = max(best, u8(w[(ACTIONS if row <= AGAINST else TIES) + BEST], d))
    return i64(w[DOUBT], best) + w[HOP]


@kernel
def passable(w: Ints, role: Array, v: Int) -> Int:
    return role[v] == GOAL or (role[v] == BETWEEN and u8(w[GATE], v) == PASS)


@kernel
def _cost_from(w: Ints, guide: Guide, j: Int, v: Int) -> Int:
    """Of passing v and of what is left from there in at most j - 1 hops."""
    return guide.rest[j - 1, v] + (0 if guide.role[v] == GOAL else i64(w[HUB], v))


@kernel
def _push(w: Ints, guide: Guide, j: Int) -> None:
    cursor = np.empty((4, 4), np.int64)
    if j > 1:
        guide.rest[j] = guide.rest[j - 1]
        guide.late[j] = guide.late[j - 1]
    for v in range(guide.rest.shape[1]):
        if guide.rest[j - 1, v] == NEVER or not passable(w, guide.role, v):
            continue
        if j > 1 and guide.rest[j - 1, v] == guide.rest[j - 2, v] and guide.late[j - 1, v] == guide.late[j - 2, v]:
            continue
        if flag(w[CANCEL], 0) != 0:
            return
        value, rest, late = guide.late[j - 1, v], guide.rest[j], guide.late[j]
        after, cost = soonest_after(w, value, 1), _cost_from(w, guide, j, v)
        open_cursor(w, cursor, v, 1)
        u = next_neighbour(w, cursor, 1)
        while u >= 0:
            # No search in time, nor even a call, where it improves nothing.
            if cost + hop_floor(w, cursor) < rest[u] or least_time(w, cursor, value, after) < late[u]:
                _consider(w, guide, cursor, j, u, v)
            u = next_neighbour(w, cursor, 1)


@kernel
def _pull(w: Ints, guide: Guide, j: Int, away: Int) -> None:
    cursor = np.empty((4, 4), np.int64)
    for u in np.flatnonzero(guide.away <= away):
        if flag(w[CANCEL], 0) != 0:
            return
        if not passable(w, guide.role, u) or guide.role[u] == GOAL:
            continue
        open_cursor(w, cursor, u, 0)
        v = next_neighbour(w, cursor, 0)
        while v >= 0:
            if guide.rest[j - 1, v] < NEVER and passable(w, guide.role, v):
                _consider(w, guide, cursor, j, u, v)
            v = next_neighbour(w, cursor, 0)


@kernel
def _consider(w: Ints, guide: Guide, cursor: Ints, j: Int, u: Int, v: Int) -> None:
    """The hop u -> v before at most j - 1 others."""
    value = guide.late[j - 1, v]
    cost = hop_floor(w, cursor) + _cost_from(w, guide, j, v)
    if cost >= guide.rest[j, u] and least_time(w, cursor, value, soonest_after(w, value, 1)) >= guide.late[j, u]:
        return
    time = hop_time(w, cursor, value, 1)[0]
    if time < NEVER:
        guide.rest[j, u] = min(guide.rest[j, u], cost)
        guide.late[j, u] = min(guide.late[j, u], time)
