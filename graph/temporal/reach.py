"""Who can be reached, when and through whom: fewest hops, earliest arrival, and cones forwards and backwards. No ranking of paths here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.temporal.answer import Hop, plain_hops
from graph.temporal.journeys import Budget, check_ends
from graph.temporal.links import ALONG, NEVER, hop_time, seek_hop
from graph.temporal.network import Array, Ints, Network
from graph.temporal.restless import States, roam
from graph.temporal.spread import EARLIEST, FEWEST, Front, aim, new_front, spread
from graph.temporal.table import SINCE, UNTIL
from graph.temporal.walk import Walk, World, world_of

NO_DAY: Final = int(np.iinfo(np.int32).min)
"""The day at an actor that standing ties alone lead to, or of any where days do not matter."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The event that a cone is about: its days and, as an action of the index, its position (-1: it is not in the index)."""

    first: int
    last: int
    position: int = -1


@dataclass(frozen=True, slots=True)
class Way:
    """One way, each hop with the edge that is soonest (latest, backwards). `repeats`: it comes by an actor twice, as only a limit to gaps
    can make worth while."""

    actors: tuple[int, ...]
    hops: tuple[Hop, ...]
    day: int

    @property
    def repeats(self) -> bool:
        return len(set(self.actors)) < len(self.actors)


@dataclass(frozen=True, slots=True)
class Cone:
    """All that is reached: `actors` by day and number, the `days` of first arrival (backwards: of latest departure), `hops` of the way that
    arrives then. Starts are not in it. `partial`: the work was ended or room ran out, and there may be more."""

    actors: Ints
    days: Ints
    hops: Ints
    partial: bool
    _ways: _Ways

    def way(self, actor: int) -> Way:
        """How an actor is reached; backwards, how it leads to the start."""
        return self._ways.way(actor)


@dataclass(frozen=True, slots=True)
class _Ways:
    world: World
    walk: Walk
    back: int
    found: Front | States
    times: Ints
    state: Ints

    def way(self, actor: int) -> Way:
        time = int(self.times[actor])
        if isinstance(self.found, States):
            actors, edges = self.found.trace(int(self.state[actor]))
        else:
            actors, edges = _trace(self.world, self.found, actor, self.back)
        if self.back:
            actors, edges = actors[::-1], edges[::-1]
        return Way(tuple(actors), plain_hops(self.world.network, self.walk, actors, edges), _day(self.world, time, self.back))


def cone(
    network: Network, walk: Walk, starts: Sequence[int], *, back: bool = False, anchor: Anchor | None = None, budget: Budget | None = None
) -> Cone:
    """Everyone that `starts` reach (backwards: that lead to them), at the soonest; after (before) an event if there is an anchor.

    With a limit to gaps walks count, which may come by an actor twice: whether a *path* exists is then a hard question (docs/paths.md).
    """
    budget = budget or Budget()
    world = world_of(network, walk, cancel=budget.cancel, skip=anchor.position if anchor else -1)
    if walk.max_gap is not None:
        states = roam(world, walk.max_hops, starts, int(back), (anchor.first, anchor.last) if anchor else None)
        state, hops, times = states.soonest(network.actors, int(back))
        times = np.where(times == -NEVER, _fresh(world, int(back)), times)
        ways = _Ways(world, walk, int(back), states, times, state)
        part = states.full
    else:
        front = new_front(network.actors, walk.max_hops)
        _set_starts(world, front, starts, int(back), anchor)
        spread(world.table, front, int(back))
        times, hops, part = front.times[-1], np.argmin(front.times, axis=0), False
        ways = _Ways(world, walk, int(back), front, times, hops)
    reached = np.flatnonzero(times < NEVER)
    reached = reached[~np.isin(reached, starts)]
    reached = reached[np.lexsort((reached, times[reached]))]
    days = np.array([_day(world, int(time), int(back)) for time in times[reached]], np.int64)
    return Cone(reached, days, hops[reached], bool(budget.cancel[0]) or part, ways)


def fewest(network: Network, walk: Walk, starts: Sequence[int], goals: Sequence[int], budget: Budget | None = None) -> Way | None:
    """A way of the fewest hops, None if there is none."""
    return _one_way(network, walk, starts, goals, FEWEST, budget)


def earliest(network: Network, walk: Walk, starts: Sequence[int], goals: Sequence[int], budget: Budget | None = None) -> Way | None:
    """The way that arrives first, of those the one of fewest hops; None if there is none."""
    return _one_way(network, walk, starts, goals, EARLIEST, budget)


def _one_way(network: Network, walk: Walk, starts: Sequence[int], goals: Sequence[int], stop: int, budget: Budget | None) -> Way | None:
    check_ends(network, walk, starts, goals)
    if walk.max_gap is not None:
        return _first_way(cone(network, walk, starts, budget=budget), goals, stop)
    world = world_of(network, walk, cancel=(budget or Budget()).cancel)
    # Few hops first: each half of a short way is walked alone, and most ways are short.
    for hops in range(1, walk.max_hops + 1) if stop == FEWEST else (walk.max_hops,):
        front = new_front(network.actors, hops)
        front.near[list(goals)] = 0
        _set_starts(world, front, starts, 0, None)
        level = aim(world.table, front, 0, stop)
        if level > 0:
            best = min((int(front.times[level, goal]), goal) for goal in goals)[1]
            front = front._replace(times=front.times[: level + 1])
            return _Ways(world, walk, 0, front, front.times[-1], front.times[-1]).way(best)
    return None


def _first_way(reached: Cone, goals: Sequence[int], stop: int) -> Way | None:
    at = np.flatnonzero(np.isin(reached.actors, goals))
    if not len(at):
        return None
    keys = (
        (reached.actors[at], reached.hops[at], reached.days[at])
        if stop == EARLIEST
        else (reached.actors[at], reached.days[at], reached.hops[at])
    )
    return reached.way(int(reached.actors[at[np.lexsort(keys)[0]]]))


def _set_starts(world: World, front: Front, starts: Sequence[int], back: int, anchor: Anchor | None) -> None:
    front.times[0, list(starts)] = (-anchor.last if back else anchor.first) if anchor else _fresh(world, back)


def _fresh(world: World, back: int) -> int:
    """The walk time of who has walked no dated link yet: any may follow."""
    return -world[UNTIL] - 1 if back else world[SINCE] - 1


def _day(world: World, time: int, back: int) -> int:
    return NO_DAY if time == _fresh(world, back) else -time if back else time


def _trace(world: World, front: Front, actor: int, back: int) -> tuple[list[int], list[int]]:
    """Actors and edges from a start to an actor, as walked."""
    h = int(np.argmin(front.times[:, actor]))
    actors, edges = [actor], []
    while h > 0:
        parent = int(front.parents[h, actors[-1]])
        edges.append(_edge_of_hop(world, parent, actors[-1], int(front.times[h - 1, parent]), back))
        h = int(np.argmin(front.times[:h, parent]))
        actors.append(parent)
    return actors[::-1], edges[::-1]


def _edge_of_hop(world: World, u: int, v: int, value: int, back: int) -> int:
    """The edge that `spread` took from u to v."""
    cursor: Array = np.empty((4, 4), np.int64)
    seek_hop(world.table, cursor, *((v, u) if back else (u, v)))
    _, row, edge = hop_time(world.table, cursor, value, back)
    return int(edge) if row <= ALONG + 1 else -1 - int(edge)
