"""Walks with a limit to the days between links: who is on which day where. The kernel of cones and earliest arrivals with such a limit.

Here the earliest day at an actor is not enough: a later one may be the only one from which the next link is near. So states are (actor,
day) pairs, each walked from once; an actor may come twice on a walk (Bentert et al. 2020; for paths the question is NP-hard).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from graph.temporal.compiled import kernel
from graph.temporal.links import (
    AGAINST,
    DYAD,
    NEVER,
    NO_DYAD,
    TIE_AGAINST,
    TIE_ALONG,
    first_from,
    fits,
    next_neighbour,
    open_cursor,
    standing,
)
from graph.temporal.memory import flag, i32, i64, u8
from graph.temporal.network import Array, Int, Ints
from graph.temporal.table import ACTIONS, CANCEL, DYAD_PTR, FIRST, GAP, GATE, LAST, SINCE, STEP, UNTIL, WIDTH
from graph.temporal.walk import BARRED, PASS, World

ROOM: Final = 1 << 23
"""States at most. Pages that are not touched cost nothing."""

_FULL: Final = -1


class Queue(NamedTuple):
    """States in the order of their hops. `day` counts from 1 on, 0 is "no dated link yet". `parent` is a state; `edge` an action's
    position, or -1 - that of a tie. `seen`: one bit an actor and day. `base`: the day before day 1."""

    actor: Array
    day: Array
    parent: Array
    edge: Ints
    seen: Array
    base: int


@dataclass(frozen=True, slots=True)
class States:
    """All states found; `ends[h]` is where those of at most h hops end. `full`: there was no room for more."""

    queue: Queue
    ends: tuple[int, ...]
    full: bool

    def soonest(self, actors: int, back: int) -> tuple[Ints, Ints, Ints]:
        """Per actor the first state of those with the soonest walk time, its hops and its time; NEVER where there is none."""
        size = self.ends[-1]
        actor, day = self.queue.actor[:size], self.queue.day[:size].astype(np.int64)
        time = np.where(day == 0, -NEVER, (self.queue.base + day) * (-1 if back else 1))
        order = np.lexsort((np.arange(size), time, actor))
        firsts = order[np.concatenate((np.ones(min(size, 1), bool), actor[order][1:] != actor[order][:-1]))]
        state, times = np.full(actors, -1, np.int64), np.full(actors, NEVER, np.int64)
        state[actor[firsts]], times[actor[firsts]] = firsts, time[firsts]
        return state, np.searchsorted(self.ends, state, side="right"), times

    def trace(self, state: int) -> tuple[list[int], list[int]]:
        """Actors and edges from a start to a state, as walked."""
        actors, edges = [int(self.queue.actor[state])], []
        while (parent := int(self.queue.parent[state])) >= 0:
            edges.append(int(self.queue.edge[state]))
            actors.append(int(self.queue.actor[parent]))
            state = parent
        return actors[::-1], edges[::-1]


def roam(world: World, hops: int, starts: Sequence[int], back: int, anchor: tuple[int, int] | None) -> States:
    """All states within so many hops; from the days of an anchor on, if there is one."""
    network = world.network
    first, last = anchor or (network.first_day, network.last_day)
    base = min(network.first_day, first) - 1
    days = max(network.last_day, last) - base
    seen = np.zeros((network.actors, days // 64 + 1), np.uint64)
    room = min(ROOM, network.actors * (days + 1))
    queue = Queue(
        actor=np.empty(room, np.int32),
        day=np.empty(room, np.int32),
        parent=np.empty(room, np.int32),
        edge=np.empty(room, np.int64),
        seen=seen,
        base=base,
    )
    size = 0
    for start in sorted(set(starts)):
        for day in range(anchor[0] - base, anchor[1] - base + 1) if anchor else (0,):
            size = int(add(queue, size, start, day, -1, 0))
    ends = [size]
    for hop in range(hops):
        begin = ends[-2] if len(ends) > 1 else 0
        end = int(roam_once(world.table, queue, begin, ends[-1], back, int(hop == 0)))
        if end == _FULL or world.cancel[0]:
            return States(queue, tuple(ends), end == _FULL)
        _sort(queue, ends[-1], end)
        ends.append(end)
    return States(queue, tuple(ends), False)


def _sort(queue: Queue, begin: int, end: int) -> None:
    """States of one hop by actor and day: those of one actor are then walked from together."""
    part = slice(begin, end)
    order = np.lexsort((queue.day[part], queue.actor[part]))
    for column in (queue.actor, queue.day, queue.parent, queue.edge):
        column[part] = column[part][order]


@kernel
def add(queue: Queue, size: Int, actor: Int, day: Int, parent: Int, edge: Int) -> Int:
    """Add a state unless it is there. The new size, _FULL if there is no room."""
    bit = np.uint64(1) << np.uint64(day & 63)
    if queue.seen[actor, day >> 6] & bit:
        return size
    if size == len(queue.actor):
        return _FULL
    queue.seen[actor, day >> 6] |= bit
    queue.actor[size], queue.day[size], queue.parent[size], queue.edge[size] = actor, day, parent, edge
    return size + 1


@kernel
def roam_once(w: Ints, queue: Queue, begin: Int, end: Int, back: Int, start: Int) -> Int:
    """Walk one hop from the states begin..end. The new size, _FULL if there is no room."""
    cursor = np.empty((4, 4), np.int64)
    size, at = end, begin
    while at < end:
        u, stop = np.int64(queue.actor[at]), at
        while stop < end and queue.actor[stop] == u:
            stop += 1
        if flag(w[CANCEL], 0) != 0:
            return size
        if start or u8(w[GATE], u) == PASS:
            open_cursor(w, cursor, u, back)
            v = next_neighbour(w, cursor, back)
            while v >= 0:
                if u8(w[GATE], v) != BARRED:
                    size = _walk(w, queue, (at, stop, size, back, v), cursor)
                    if size == _FULL:
                        return _FULL
                v = next_neighbour(w, cursor, back)
        at = stop
    return size


@kernel
def _walk(w: Ints, queue: Queue, where: tuple[Int, Int, Int, Int, Int], cursor: Ints) -> Int:
    """One hop from the states at..stop of an actor to v."""
    at, stop, size, back, v = where
    for row in range(TIE_ALONG, TIE_AGAINST + 1):
        e = standing(w, cursor[DYAD, row])
        if e >= 0:
            for state in range(at, stop):
                size = add(queue, size, v, np.int64(queue.day[state]), state, -1 - e)
                if size == _FULL:
                    return _FULL
    for row in range(AGAINST + 1):
        if cursor[DYAD, row] != NO_DYAD:
            size = _follow(w, queue, (at, stop, size, back, v), cursor[DYAD, row])
            if size == _FULL:
                return _FULL
    return size


@kernel
def _follow(w: Ints, queue: Queue, where: tuple[Int, Int, Int, Int, Int], d: Int) -> Int:
    """The actions of a dyad that may follow (backwards: precede) a state, on each of the days on which they may."""
    at, stop, size, back, v = where
    free = queue.day[at] == 0
    near, far = (-w[GAP], -w[STEP]) if back else (w[STEP], w[GAP])
    low = w[SINCE] if free else max(w[SINCE], queue.base + queue.day[at] + near)
    high = w[UNTIL] if free else min(w[UNTIL], queue.base + queue.day[stop - 1] + far)
    ptr, end = i64(w[ACTIONS + DYAD_PTR], d), i64(w[ACTIONS + DYAD_PTR], d + 1)
    for e in range(first_from(w[ACTIONS + FIRST], ptr, end, low - i32(w[ACTIONS + WIDTH], d)), end):
        if i32(w[ACTIONS + FIRST], e) > high:
            break
        if fits(w, e):
            for day in range(max(i32(w[ACTIONS + FIRST], e), low), min(i32(w[ACTIONS + LAST], e), high) + 1):
                parent = at if free else _state_within(queue, at, stop, day - queue.base - far, day - queue.base - near)
                if parent >= 0:
                    size = add(queue, size, v, day - queue.base, parent, e)
                    if size == _FULL:
                        return _FULL
    return size


@kernel
def _state_within(queue: Queue, at: Int, stop: Int, low: Int, high: Int) -> Int:
    """One of the states at..stop, sorted by day, whose day lies in low..high; -1 without one."""
    while at < stop:
        middle = (at + stop) >> 1
        if queue.day[middle] < low:
            at = middle + 1
        elif queue.day[middle] > high:
            stop = middle
        else:
            return middle
    return -1
