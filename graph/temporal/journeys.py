"""The k cheapest journeys that differ: sequences of actors first, their edges second. Never k copies of one path; no text here."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from graph.errors import QuestionError
from graph.temporal.answer import Hop, Journey, link_of, orders
from graph.temporal.chains import (
    Chain,
    count_chains,
    edge_cost,
    edges_of_hop,
    extent,
    fill_heads,
    fill_tails,
    new_chain,
    through,
)
from graph.temporal.guide import GOAL, START, new_guide, prepare_guide
from graph.temporal.links import NEVER, find_hop
from graph.temporal.network import Array, Ints, Network
from graph.temporal.prices import prices
from graph.temporal.sequences import CANCELLED, EXPANDED, EXPANSIONS, FOUND, FULL, MEMORY, new_pool, search
from graph.temporal.table import DAY, FIRST, GAP, LAST, STEP
from graph.temporal.walk import OVERLAP_COST, UNIT, Walk, World, world_of

OTHERS: Final = 3
Stop = Literal["", "enough", "expansions", "memory", "cancelled"]
_STOPS: Final[dict[int, Stop]] = {FULL: "enough", EXPANSIONS: "expansions", MEMORY: "memory", CANCELLED: "cancelled"}


@dataclass(frozen=True, slots=True)
class Budget:
    """What a question may spend. `pool`: sequences among which the k are chosen. Setting the byte of `cancel` ends the work."""

    expansions: int = 50_000
    pool: int = 100
    cancel: Array = field(default_factory=lambda: np.zeros(1, np.uint8))


@dataclass(frozen=True, slots=True)
class Found:
    """Journeys, the best choice first. `sequences`: how many sequences of actors were there to choose from; `expanded`: prefixes looked
    at. `stopped` is empty if these are all that there are, `enough` if the pool was full, else what ended the search early. `floor`: no
    sequence that was not looked at costs less."""

    journeys: tuple[Journey, ...]
    sequences: int
    expanded: int
    stopped: Stop
    floor: float


def check_ends(network: Network, walk: Walk, starts: Iterable[int], goals: Iterable[int]) -> None:
    """Raises QuestionError if an end is both, or is left out by the walk itself."""
    starts, goals = set(starts), set(goals)
    if both := starts & goals:
        name = network.catalogue.actors[min(both)]
        raise QuestionError(f"{name} is both a start and a goal.", parameter="to")
    if out := (starts | goals) & set(walk.exclude):
        raise QuestionError(f"{network.catalogue.actors[min(out)]} is excluded and an end of the path.", parameter="exclude")


def journeys(network: Network, walk: Walk, starts: Sequence[int], goals: Sequence[int], k: int = 5, budget: Budget | None = None) -> Found:
    """At most k journeys from any start to any goal that differ in the actors between, the cheapest first (docs/paths.md).

    Raises:
        QuestionError: an actor is a start and a goal, or an end that is excluded.
    """
    check_ends(network, walk, starts, goals)
    budget = budget or Budget()
    world = world_of(network, walk, cancel=budget.cancel)
    role = np.zeros(network.actors, np.int8)
    role[list(starts)], role[list(goals)] = START, GOAL
    required = np.array(sorted(set(walk.require)), np.int64)
    guide = new_guide(network.actors, walk.max_hops, role, required)
    prepare_guide(world.table, guide)
    pool = new_pool(budget.pool, budget.expansions, network.first_day, network.last_day, gapped=walk.max_gap is not None)
    ended = search(world.table, guide, pool)
    found = int(pool.used[FOUND])
    rows = pool.found[:found]
    calendar = np.full(network.last_day - network.first_day + 1, NEVER, np.int64)
    costs = prices(world.table, rows, network.first_day, calendar)
    priced = {tuple(int(v) for v in row if v >= 0): int(cost) for row, cost in zip(rows, costs, strict=True) if cost < NEVER}
    chosen = _diverse(priced, 0 if budget.cancel[0] else k)
    told = tuple(_journey(world, walk, actors, cost) for actors, cost in chosen if not budget.cancel[0])
    stopped: Stop = "cancelled" if budget.cancel[0] else _STOPS.get(ended, "")
    floor = float(pool.found_cost[found - 1]) / UNIT if stopped == "enough" else math.inf if not stopped else 0.0
    return Found(told, found, int(pool.used[EXPANDED]), stopped, floor)


def _diverse(costs: dict[tuple[int, ...], int], k: int) -> list[tuple[tuple[int, ...], int]]:
    """The next is always the one of least cost and overlap with those chosen."""
    chosen: list[tuple[tuple[int, ...], int]] = []
    between = {one: frozenset(one[1:-1]) for one in costs}
    overlap = dict.fromkeys(costs, 0.0)
    while overlap and len(chosen) < k:
        best = min(overlap, key=lambda one: (costs[one] + round(OVERLAP_COST * UNIT * overlap[one]), one))
        chosen.append((best, costs[best]))
        del overlap[best]
        for one, before in overlap.items():
            overlap[one] = max(before, jaccard(between[one], between[best]))
    return chosen


def jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    """What two sequences share of the actors between their ends; nothing if neither has any."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


def hops_of(world: World, actors: Sequence[int]) -> Ints:
    return np.array([find_hop(world.table, u, v) for u, v in pairwise(actors)], np.int64)


def _empty_chain(world: World, hops: Ints) -> Chain:
    low, high = extent(world.table, hops)
    return new_chain(len(hops), low, high - low + 1) if low <= high else new_chain(len(hops), 0, 1)


def _journey(world: World, walk: Walk, actors: tuple[int, ...], cost: int) -> Journey:
    hops = hops_of(world, actors)
    edges = [edges_of_hop(world.table, hop) for hop in hops]
    if walk.order == "any":
        costs = [np.array([edge_cost(world.table, e) for e in some], np.int64) for some in edges]
        # Actions come before ties, and of equally sure ones the first.
        shown = [int(some[np.argmin(cost)]) for some, cost in zip(edges, costs, strict=True)]
        combinations = math.prod(float(len(some)) for some in edges)
    else:
        chain = _empty_chain(world, hops)
        fill_heads(world.table, hops, chain)
        fill_tails(world.table, chain)
        costs = [through(world.table, some, chain, i) for i, some in enumerate(edges)]
        edges = [some[cost < NEVER] for some, cost in zip(edges, costs, strict=True)]
        costs = [cost[cost < NEVER] for cost in costs]
        shown = _cheapest(world, chain, edges)
        combinations = _combinations(world, chain, edges)
    told = _hops(world, walk, actors, shown, edges, costs)
    return Journey(actors, told, cost / UNIT, int(combinations), bool(combinations < 2**53))


def _combinations(world: World, chain: Chain, edges: Sequence[Ints]) -> float:
    sizes = np.array([len(some) for some in edges], float)
    exact = np.prod(sizes) < 2**62
    low, high = (np.zeros(chain.own.shape[1] + 1, np.int64 if exact else np.float64) for _ in range(2))
    return float(count_chains(world.table, np.concatenate(edges), np.cumsum(sizes).astype(np.int64), chain.base, low, high))


def _cheapest(world: World, chain: Chain, edges: Sequence[Ints]) -> list[int]:
    """The cheapest chain, read back from its end: of equal ones the latest days, of equal days an action, and the least vague one."""
    days = chain.own.shape[1]
    at = int(np.flatnonzero(chain.head[-1] == chain.head[-1].min())[-1]) if chain.head[-1, days] > chain.head[-1].min() else days
    shown: list[int] = []
    for i in range(len(edges) - 1, -1, -1):
        if at < days and chain.own[i, at] + chain.before[i, at] == chain.head[i + 1, at]:
            shown.append(_edge_on(world, edges[i], chain.base + at, int(chain.own[i, at])))
            at = _day_before(world, chain, i, at)
        else:
            ties = edges[i][edges[i] < 0]
            shown.append(next(int(e) for e in ties if edge_cost(world.table, e) == chain.tie[i]))
    return shown[::-1]


def _edge_on(world: World, edges: Ints, day: int, cost: int) -> int:
    first, last = world.network.actions[FIRST], world.network.actions[LAST]
    actions = edges[edges >= 0]
    covering = actions[(first[actions] <= day) & (last[actions] >= day)]
    fitting = [int(e) for e in covering if edge_cost(world.table, e) == cost]
    return min(fitting, key=lambda e: (last[e] - first[e], e))


def _day_before(world: World, chain: Chain, i: int, at: int) -> int:
    """The latest day of the link before one on day `at`; the column of no link if there was none."""
    days = int(chain.own.shape[1])
    if chain.head[i, days] == chain.before[i, at]:
        return days
    low, high = max(0, at - world[GAP]), at - world[STEP]
    costs = chain.head[i, low : high + 1] + world[DAY] * (at - np.arange(low, high + 1))
    fitting = np.flatnonzero(costs == chain.before[i, at])
    return low + int(fitting[-1])


def _hops(
    world: World, walk: Walk, actors: Sequence[int], shown: Sequence[int], edges: Sequence[Ints], costs: Sequence[Ints]
) -> tuple[Hop, ...]:
    network = world.network
    links = [link_of(network, source, edge) for source, edge in zip(actors[:-1], shown, strict=True)]
    told = []
    for i, order in enumerate(orders(links, walk)):
        ranked = edges[i][np.lexsort((-np.sign(edges[i]), costs[i]))]
        others = tuple(link_of(network, actors[i], int(e)) for e in ranked[: OTHERS + 1] if e != shown[i])[:OTHERS]
        first, last = _days(network, edges[i])
        told.append(Hop(actors[i], actors[i + 1], links[i], order, others, len(edges[i]), first, last))
    return tuple(told)


def _days(network: Network, edges: Ints) -> tuple[int, int]:
    """From the first to the last day of the actions among edges; of the ties if there is no action."""
    actions = edges[edges >= 0]
    kind, positions = (network.actions, actions) if len(actions) else (network.ties, -1 - edges)
    return int(kind[FIRST][positions].min()), int(kind[LAST][positions].max())
