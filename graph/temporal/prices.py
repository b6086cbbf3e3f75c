"""What the cheapest chain of each of many sequences costs: the same sum as chains.py, by the days that edges have, without telling which.

Hundreds of sequences are priced for each question, and most of their hops have a dozen edges within decades: what is walked is a list of
days, not a calendar.
"""

from __future__ import annotations

import numpy as np

from graph.temporal.compiled import kernel
from graph.temporal.links import AGAINST, DYAD, NEVER, NO_DYAD, TIE_AGAINST, TIE_ALONG, first_from, fits, seek_hop, standing
from graph.temporal.memory import flag, i32, i64, u8
from graph.temporal.network import Array, Int, Ints
from graph.temporal.table import (
    ACTIONS,
    BEST,
    CANCEL,
    CONFIDENCE,
    DAY,
    DOUBT,
    DYAD_PTR,
    FIRST,
    FORWARD,
    GAP,
    HOP,
    HUB,
    LAST,
    SINCE,
    STEP,
    TIES,
    UNTIL,
    WIDTH,
)

_DENSE = 16
"""With more days than a sixteenth of the calendar it is faster to look through the calendar than to sort."""


@kernel
def prices(w: Ints, found: Array, base: Int, calendar: Ints) -> Ints:
    """The cost of each row of actors (-1 where it ends), NEVER if no chain holds. `calendar`: NEVER for each day from `base` on."""
    costs = np.full(len(found), NEVER, np.int64)
    cursor = np.empty((4, 4), np.int64)
    for n in range(len(found)):
        if flag(w[CANCEL], 0) != 0:
            break
        costs[n] = _price(w, found[n], base, calendar, cursor)
    return costs


@kernel
def _price(w: Ints, actors: Array, base: Int, calendar: Ints, cursor: Ints) -> Int:
    days, costs = np.empty(0, np.int64), np.empty(0, np.int64)
    free, fixed, i = 0, 0, 0
    while i + 1 < len(actors) and actors[i + 1] >= 0:
        seek_hop(w, cursor, np.int64(actors[i]), np.int64(actors[i + 1]))
        fixed += w[HOP] + (i64(w[HUB], actors[i]) if i > 0 else 0)
        tie = _tie_cost(w, cursor)
        if w[FORWARD] == 0:
            free = min(free + min(tie, _surest(w, cursor)), NEVER)
        else:
            start = w[SINCE] if free < NEVER else (days[0] + w[STEP] if len(days) > 0 else NEVER)
            links = _gather(w, cursor, start, base, calendar)
            days, costs = _follow(w, (days, costs, links), free, tie, base, calendar)
            free = min(free + tie, NEVER)
        i += 1
    best: Int = free
    for cost in costs:
        best = min(best, cost)
    return min(best + fixed, NEVER)


@kernel
def _tie_cost(w: Ints, cursor: Ints) -> Int:
    cost = NEVER
    for row in range(TIE_ALONG, TIE_AGAINST + 1):
        e = standing(w, cursor[DYAD, row])
        if e >= 0:
            cost = min(cost, i64(w[DOUBT], u8(w[TIES + CONFIDENCE], e)))
    return cost


@kernel
def _surest(w: Ints, cursor: Ints) -> Int:
    """The cost of the surest action of a hop, whatever its day."""
    best: Int = -1
    for row in range(AGAINST + 1):
        d = cursor[DYAD, row]
        if d == NO_DYAD:
            continue
        for e in range(i64(w[ACTIONS + DYAD_PTR], d), i64(w[ACTIONS + DYAD_PTR], d + 1)):
            if u8(w[ACTIONS + CONFIDENCE], e) > best and fits(w, e):
                best = u8(w[ACTIONS + CONFIDENCE], e)
                if best == u8(w[ACTIONS + BEST], d):
                    break
    return i64(w[DOUBT], best) if best >= 0 else NEVER


@kernel
def _gather(w: Ints, cursor: Ints, start: Int, base: Int, calendar: Ints) -> Ints:
    """The days from `start` on that a hop's actions may have, sorted; the least cost of each stands in the calendar."""
    found, n = np.empty(64, np.int64), 0
    for row in range(AGAINST + 1):
        d = cursor[DYAD, row]
        if d == NO_DYAD or start > w[UNTIL]:
            continue
        ptr, end = i64(w[ACTIONS + DYAD_PTR], d), i64(w[ACTIONS + DYAD_PTR], d + 1)
        for e in range(first_from(w[ACTIONS + FIRST], ptr, end, start - i32(w[ACTIONS + WIDTH], d)), end):
            first = i32(w[ACTIONS + FIRST], e)
            if first > w[UNTIL]:
                break
            if not fits(w, e):
                continue
            cost = i64(w[DOUBT], u8(w[ACTIONS + CONFIDENCE], e))
            last = min(i32(w[ACTIONS + LAST], e), w[UNTIL]) if i32(w[ACTIONS + WIDTH], d) > 0 else first
            for day in range(max(first, start), last + 1):
                if calendar[day - base] == NEVER:
                    if n == len(found):
                        found = np.concatenate((found, np.empty(n, np.int64)))
                    found[n] = day
                    n += 1
                calendar[day - base] = min(calendar[day - base], cost)
    return _sorted(found[:n], base, calendar)


@kernel
def _sorted(days: Ints, base: Int, calendar: Ints) -> Ints:
    if len(days) * _DENSE < len(calendar):
        return np.sort(days)
    n = 0
    for t in range(len(calendar)):
        if calendar[t] < NEVER:
            days[n] = base + t
            n += 1
    return days


@kernel
def _follow(w: Ints, lists: tuple[Ints, Ints, Ints], free: Int, tie: Int, base: Int, calendar: Ints) -> tuple[Ints, Ints]:
    """Days and costs of chains one hop longer; clears the calendar. `free`: the cost of what has no dated link yet."""
    days, costs, links = lists
    room = len(links) + (len(days) if tie < NEVER else 0)
    out_days, out_costs = np.empty(room, np.int64), np.empty(room, np.int64)
    queue, low, high = np.empty(len(days), np.int64), 0, 0
    pushed, kept, n = 0, 0, 0
    for day in links:
        while pushed < len(days) and days[pushed] <= day - w[STEP]:
            value = costs[pushed] - w[DAY] * days[pushed]
            while high > low and costs[queue[high - 1]] - w[DAY] * days[queue[high - 1]] >= value:
                high -= 1
            queue[high] = pushed
            high += 1
            pushed += 1
        while low < high and days[queue[low]] < day - w[GAP]:
            low += 1
        best = min(free, costs[queue[low]] + w[DAY] * (day - days[queue[low]])) if low < high else free
        cost = min(best + calendar[day - base], NEVER)
        calendar[day - base] = NEVER
        while tie < NEVER and kept < len(days) and days[kept] <= day:
            if days[kept] == day:
                cost = min(cost, costs[kept] + tie)
            else:
                out_days[n], out_costs[n] = days[kept], costs[kept] + tie
                n += 1
            kept += 1
        if cost < NEVER:
            out_days[n], out_costs[n] = day, cost
            n += 1
    while tie < NEVER and kept < len(days):
        out_days[n], out_costs[n] = days[kept], costs[kept] + tie
        kept, n = kept + 1, n + 1
    return out_days[:n], out_costs[:n]
