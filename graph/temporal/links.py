"""The steps that all kernels share: which edges count, the next link in time, the neighbours of an actor. No search here.

Kernels walk in *walk time*: days as they are forwards, days negated backwards, so that earlier is always less.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from graph.temporal.compiled import kernel
from graph.temporal.layout import OPEN_END, UNKNOWN_DAY
from graph.temporal.memory import i8, i32, i64, u8, u16, u32
from graph.temporal.network import Int, Ints
from graph.temporal.table import (
    ACTION,
    ACTION_COUNT,
    ACTION_TABLE,
    ACTIONS,
    ACTOR_PTR,
    AS_OF,
    ASSERTION,
    ASSERTION_COUNT,
    ASSERTION_TABLE,
    CHECKS,
    CLOCK,
    CLOCK_FROM,
    CLOCK_TO,
    CONFIDENCE,
    CONFIRMED,
    DATASET,
    DATASET_COUNT,
    DATASET_TABLE,
    DYAD_PTR,
    DYAD_TARGET,
    EITHER,
    FIRST,
    FORWARD,
    INTO_DYAD,
    INTO_PTR,
    INTO_SOURCE,
    LAST,
    MIN_CONFIDENCE,
    MIN_RUNG,
    PUBLISHED,
    RUNG,
    SEQ,
    SINCE,
    SKIP,
    STATUS,
    STATUS_COUNT,
    STATUS_TABLE,
    STEP,
    TIES,
    UNTIL,
    WIDTH,
    WITH_TIES,
)
from graph.temporal.walk import BY_LOADED, BY_PUBLISHED

NEVER: Final = 1 << 40
"""A walk time that nothing reaches; also a cost that nothing is worth."""

NO_DYAD: Final = -1
ALONG, AGAINST, TIE_ALONG, TIE_AGAINST = 0, 1, 2, 3
"""What a hop may be, the second index of a cursor: actions and ties, walked with their assertion or against it."""

AT, END, HEAD, DYAD = 0, 1, 2, 3
"""The first index of a cursor: position, end, neighbour there, and the dyads of the neighbour taken last."""


@kernel
def fits(w: Ints, e: Int) -> Int:
    """Whether an action counts, but for its place in the order."""
    if i32(w[ACTIONS + FIRST], e) > w[UNTIL] or i32(w[ACTIONS + LAST], e) < w[SINCE]:
        return False
    return w[CHECKS] == 0 or _passes(w, e)


@kernel
def _passes(w: Ints, e: Int) -> Int:
    """The filter; columns that it does not ask for are not read."""
    if e == w[SKIP] or u8(w[ACTIONS + CONFIDENCE], e) < w[MIN_CONFIDENCE] or i8(w[ACTIONS + RUNG], e) < w[MIN_RUNG]:
        return False
    if not (
        (w[ACTION_COUNT] == 0 or _listed(w, ACTION_TABLE, u16(w[ACTIONS + ACTION], e)))
        and (w[STATUS_COUNT] == 0 or _listed(w, STATUS_TABLE, u8(w[ACTIONS + STATUS], e)))
        and (w[ASSERTION_COUNT] == 0 or _listed(w, ASSERTION_TABLE, u8(w[ACTIONS + ASSERTION], e)))
        and (w[DATASET_COUNT] == 0 or _listed(w, DATASET_TABLE, u16(w[ACTIONS + DATASET], e)))
    ):
        return False
    if w[CLOCK] == BY_LOADED and not (w[CLOCK_FROM] <= u32(w[ACTIONS + SEQ], e) <= w[CLOCK_TO]):
        return False
    if w[CLOCK] != BY_PUBLISHED and w[AS_OF] == OPEN_END:
        return True
    public = i32(w[ACTIONS + PUBLISHED], e)
    if public == UNKNOWN_DAY:
        # Not known when it became public: by the last day on which it can have happened.
        public = i32(w[ACTIONS + LAST], e)
    return public <= w[AS_OF] and (w[CLOCK] != BY_PUBLISHED or w[CLOCK_FROM] <= public <= w[CLOCK_TO])


@kernel
def _listed(w: Ints, table: Int, number: Int) -> Int:
    return number < w[table + 1] and u8(w[table], number) != 0


@kernel
def tie_fits(w: Ints, e: Int) -> Int:
    """Whether a tie stands: not wholly outside the window, and not an unconfirmed one that was published after `as_of`."""
    if i32(w[TIES + FIRST], e) > w[UNTIL] or i32(w[TIES + LAST], e) < w[SINCE]:
        return False
    public = i32(w[TIES + PUBLISHED], e)
    return public == UNKNOWN_DAY or public <= w[AS_OF] or u8(w[TIES + ASSERTION], e) == w[CONFIRMED]


@kernel
def first_from(days: Int, low: Int, high: Int, day: Int) -> Int:
    """The first position in low..high of a sorted int32 array (its address) whose day is not before `day`."""
    while low < high:
        middle = (low + high) >> 1
        if i32(days, middle) < day:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def link_after(w: Ints, d: Int, day: Int) -> tuple[Int, Int]:
    """The earliest possible day, from `day` on, of an action of a dyad that counts, and its position; NEVER and -1 without one."""
    low, high = i64(w[ACTIONS + DYAD_PTR], d), i64(w[ACTIONS + DYAD_PTR], d + 1)
    width, first = i32(w[ACTIONS + WIDTH], d), w[ACTIONS + FIRST]
    if day > w[UNTIL]:
        return NEVER, -1
    at = first_from(first, low, high, day)
    if width > 0:
        e = at - 1
        while e >= low and i32(first, e) + width >= day:
            if i32(w[ACTIONS + LAST], e) >= day and fits(w, e):
                return day, e
            e -= 1
    for e in range(at, high):
        if i32(first, e) > w[UNTIL]:
            break
        if fits(w, e):
            return i32(first, e), e
    return NEVER, -1


@kernel
def link_before(w: Ints, d: Int, day: Int) -> tuple[Int, Int]:
    """The latest possible day, up to `day`, of an action of a dyad that counts, negated, and its position; NEVER and -1 without one."""
    low, high = i64(w[ACTIONS + DYAD_PTR], d), i64(w[ACTIONS + DYAD_PTR], d + 1)
    width, first = i32(w[ACTIONS + WIDTH], d), w[ACTIONS + FIRST]
    best, found = -NEVER, -1
    if day < w[SINCE]:
        return NEVER, -1
    for e in range(first_from(first, low, high, day + 1) - 1, low - 1, -1):
        soonest = i32(first, e) + width
        if soonest <= best or soonest < w[SINCE]:
            break
        if fits(w, e):
            may = min(i32(w[ACTIONS + LAST], e), day)
            if may > best:
                best, found = may, e
            if best == day:
                break
    return -best, found


@kernel
def link_time(w: Ints, d: Int, time: Int, back: Int) -> tuple[Int, Int]:
    """The soonest walk time, from `time` on, of an action of a dyad."""
    if back:
        return link_before(w, d, -time)
    return link_after(w, d, time)


@kernel
def standing(w: Ints, d: Int) -> Int:
    """The position of the surest tie of a dyad that stands, or -1."""
    found = -1
    if d != NO_DYAD:
        for e in range(i64(w[TIES + DYAD_PTR], d), i64(w[TIES + DYAD_PTR], d + 1)):
            if tie_fits(w, e) and (found < 0 or u8(w[TIES + CONFIDENCE], e) > u8(w[TIES + CONFIDENCE], found)):
                found = e
    return found


@kernel
def soonest_after(w: Ints, value: Int, back: Int) -> Int:
    """The walk time from which a next link may be, after one at `value`."""
    return max(value + w[STEP], -w[UNTIL] if back else w[SINCE])


@kernel
def least_time(w: Ints, cursor: Ints, value: Int, after: Int) -> Int:
    """What the hop that a cursor stands at takes at least: a tie takes no time, an action is not before `after`. Costs no search."""
    tied = w[WITH_TIES] != 0 and (cursor[DYAD, TIE_ALONG] != NO_DYAD or cursor[DYAD, TIE_AGAINST] != NO_DYAD)
    return value if tied or w[FORWARD] == 0 else after


@kernel
def hop_time(w: Ints, cursor: Ints, value: Int, back: Int) -> tuple[Int, Int, Int]:
    """The soonest walk time after the hop that a cursor stands at, from `value`, with the row and the edge that give it.

    A tie takes no time; where days do not matter, neither does an action.
    """
    for row in range(TIE_ALONG, TIE_AGAINST + 1):
        e = standing(w, cursor[DYAD, row])
        if e >= 0:
            return value, row, e
    best, best_row, best_edge = NEVER, -1, -1
    ordered = w[FORWARD] != 0
    time = soonest_after(w, value, back) if ordered else -NEVER
    for row in range(ALONG, AGAINST + 1):
        if cursor[DYAD, row] != NO_DYAD:
            # Without order any edge does: ask for the first of all, forwards.
            t, e = link_time(w, cursor[DYAD, row], time, back if ordered else 0)
            if e >= 0 and t < best:
                best, best_row, best_edge = t, row, e
    if best_edge >= 0 and not ordered:
        best = value
    return best, best_row, best_edge


@kernel
def open_cursor(w: Ints, cursor: Ints, u: Int, back: Int) -> None:
    """Set a cursor (int64[4, 4]) to the neighbours of an actor, in the order of their numbers."""
    for row in range(4):
        base = ACTIONS if row < TIE_ALONG else TIES
        if ((row & 1) and w[EITHER] == 0) or (base == TIES and w[WITH_TIES] == 0):
            cursor[AT, row] = cursor[END, row] = 0
        else:
            ptr = w[base + INTO_PTR] if (row & 1) != back else w[base + ACTOR_PTR]
            cursor[AT, row], cursor[END, row] = i64(ptr, u), i64(ptr, u + 1)
        cursor[DYAD, row] = NO_DYAD
        look(w, cursor, row, back)


@kernel
def look(w: Ints, cursor: Ints, row: Int, back: Int) -> None:
    """Read the neighbour and the dyad that a row of the cursor stands at."""
    i = cursor[AT, row]
    base = ACTIONS if row < TIE_ALONG else TIES
    if i >= cursor[END, row]:
        cursor[HEAD, row] = NEVER
    elif (row & 1) != back:
        cursor[HEAD, row] = i32(w[base + INTO_SOURCE], i)
    else:
        cursor[HEAD, row] = i32(w[base + DYAD_TARGET], i)


@kernel
def take(w: Ints, cursor: Ints, row: Int, back: Int) -> None:
    """Note the dyad that a row of the cursor stands at."""
    i = cursor[AT, row]
    cursor[DYAD, row] = i32(w[(ACTIONS if row < TIE_ALONG else TIES) + INTO_DYAD], i) if (row & 1) != back else i


@kernel
def next_neighbour(w: Ints, cursor: Ints, back: Int) -> Int:
    """The next neighbour, or -1; its dyads stand in the cursor's last row, NO_DYAD where there is none."""
    if w[EITHER] == 0 and w[WITH_TIES] == 0:
        return _next_of_one(w, cursor, back)
    v = min(min(cursor[HEAD, 0], cursor[HEAD, 1]), min(cursor[HEAD, 2], cursor[HEAD, 3]))
    if v == NEVER:
        return -1
    for row in range(4):
        if cursor[HEAD, row] == v:
            take(w, cursor, row, back)
            cursor[AT, row] += 1
            look(w, cursor, row, back)
        else:
            cursor[DYAD, row] = NO_DYAD
    return v


@kernel
def _next_of_one(w: Ints, cursor: Ints, back: Int) -> Int:
    """The next neighbour where only actions walked as asserted count: nothing to merge."""
    i = cursor[AT, ALONG]
    if i >= cursor[END, ALONG]:
        return -1
    cursor[AT, ALONG] = i + 1
    cursor[DYAD, ALONG] = i32(w[ACTIONS + INTO_DYAD], i) if back else i
    return i32(w[ACTIONS + INTO_SOURCE], i) if back else i32(w[ACTIONS + DYAD_TARGET], i)


@kernel
def find_hop(w: Ints, u: Int, v: Int) -> Ints:
    """The dyads of the hop from u to v, forwards, as a cursor's last row has them."""
    cursor = np.empty((4, 4), np.int64)
    seek_hop(w, cursor, u, v)
    return np.copy(cursor[DYAD])


@kernel
def seek_hop(w: Ints, cursor: Ints, u: Int, v: Int) -> None:
    """Set a cursor's last row to the dyads of the hop from u to v, forwards."""
    open_cursor(w, cursor, u, 0)
    for row in range(4):
        low, high = cursor[AT, row], cursor[END, row]
        while low < high:
            cursor[AT, row] = (low + high) >> 1
            look(w, cursor, row, 0)
            if cursor[HEAD, row] < v:
                low = cursor[AT, row] + 1
            else:
                high = cursor[AT, row]
        cursor[AT, row] = low
        look(w, cursor, row, 0)
        cursor[DYAD, row] = NO_DYAD
        if cursor[HEAD, row] == v:
            take(w, cursor, row, 0)
