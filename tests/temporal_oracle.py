"""Questions in time answered by trying everything, in plain Python: what the kernels must equal. Slow on purpose.

Nothing is shared with the kernels but the option classes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

from graph.temporal.walk import Walk, day_number

FRESH = None


@dataclass(frozen=True)
class Edge:
    """One edge of a small graph; of a tie `first`..`last` are the days on which it stands."""

    source: int
    target: int
    first: int
    last: int
    is_tie: bool = False
    confidence: int = 80
    rung: int = 0
    action: int = 0
    status: int = 0
    assertion: int = 0
    dataset: int = 0
    published: int | None = None
    seq: int = 1


@dataclass(frozen=True)
class Graph:
    actors: int
    edges: tuple[Edge, ...]
    unnamed: frozenset[int] = frozenset()
    person: frozenset[int] = frozenset()
    actions: tuple[str, ...] = ("a0", "a1")
    types: tuple[str, ...] = ("T0", "T1")
    datasets: tuple[str, ...] = ("d0", "d1")
    statuses: tuple[str, ...] = ("announced", "in_force", "executed", "ended")
    assertions: tuple[str, ...] = ("asserted_by_actor", "confirmed", "alleged", "inferred")
    degree: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        near = {
            v: {e.target for e in self.edges if e.source == v} | {e.source for e in self.edges if e.target == v} for v in range(self.actors)
        }
        object.__setattr__(self, "degree", {v: len(some) for v, some in near.items()})


def window(walk: Walk) -> tuple[int, int]:
    sieve = walk.sieve
    if sieve.clock != "happened":
        return -(10**7), 10**7
    return (day_number(sieve.since) if sieve.since else -(10**7)), (day_number(sieve.until) if sieve.until else 10**7)


def counts(graph: Graph, walk: Walk, e: Edge) -> bool:
    """Whether an edge passes the filter."""
    sieve = walk.sieve
    since, until = window(walk)
    public = e.last if e.published is None else e.published
    if e.first > until or e.last < since:
        return False
    as_of = day_number(sieve.as_of) if sieve.as_of else None
    if e.is_tie:
        return walk.ties == "standing" and (
            as_of is None or e.published is None or e.published <= as_of or graph.assertions[e.assertion] == "confirmed"
        )
    low, high = (day_number(day) if day else None for day in (sieve.since, sieve.until))
    if sieve.clock == "loaded":
        low, high = sieve.first_seq, sieve.last_seq
    clocked: int | None = {"happened": None, "published": public, "loaded": e.seq}[sieve.clock]
    return (
        (not sieve.types or graph.types[e.action] in sieve.types)
        and (not sieve.actions or graph.actions[e.action] in sieve.actions)
        and (not sieve.status or graph.statuses[e.status] in sieve.status)
        and (not sieve.assertion or graph.assertions[e.assertion] in sieve.assertion)
        and (not sieve.datasets or graph.datasets[e.dataset] in sieve.datasets)
        and e.confidence >= sieve.min_confidence * 100
        and (sieve.min_rung is None or e.rung >= sieve.min_rung)
        and (as_of is None or public <= as_of)
        and (clocked is None or ((low is None or clocked >= low) and (high is None or clocked <= high)))
    )


def hop_edges(graph: Graph, walk: Walk, u: int, v: int, skip: Edge | None = None) -> list[Edge]:
    """The edges that one may walk from u to v."""
    either = walk.direction == "either"
    ends = ((u, v), (v, u)) if either else ((u, v),)
    return [e for e in graph.edges if e is not skip and (e.source, e.target) in ends and counts(graph, walk, e)]


def may_pass(graph: Graph, walk: Walk, v: int) -> bool:
    return (
        v not in graph.unnamed
        and (not walk.kinds or ("Person" if v in graph.person else "State") in walk.kinds)
        and v not in walk.avoid
        and v not in walk.exclude
        and (walk.max_degree is None or graph.degree[v] <= walk.max_degree)
    )


def chain_holds(walk: Walk, chain: Sequence[Edge]) -> bool:
    """Whether days can be chosen for all dated links at once: every choice is tried."""
    if walk.order == "any":
        return True
    return any(True for _ in schedules(walk, chain))


def schedules(walk: Walk, chain: Sequence[Edge]) -> Iterator[tuple[int, ...]]:
    since, until = window(walk)
    spans = [range(max(e.first, since), min(e.last, until) + 1) for e in chain if not e.is_tie]
    step = 0 if walk.same_day else 1
    for days in product(*spans):
        if all(step <= b - a and (walk.max_gap is None or b - a <= walk.max_gap) for a, b in pairwise(days)):
            yield days


def sequences(graph: Graph, walk: Walk, starts: Sequence[int], goals: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """All sequences of different actors with an edge that counts at each hop."""

    def grow(path: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        for v in range(graph.actors):
            if v in path or v in starts or v in walk.exclude or not hop_edges(graph, walk, path[-1], v):
                continue
            if v in goals:
                if set(walk.require) <= {*path, v}:
                    yield (*path, v)
            elif len(path) < walk.max_hops and may_pass(graph, walk, v):
                yield from grow((*path, v))

    for start in sorted(set(starts)):
        yield from grow((start,))


def doubt(e: Edge) -> int:
    return round(-math.log(max(e.confidence, 1) / 100) * 1_000_000)


def chains(graph: Graph, walk: Walk, path: Sequence[int]) -> list[tuple[Edge, ...]]:
    options = [hop_edges(graph, walk, u, v) for u, v in pairwise(path)]
    return [chain for chain in product(*options) if chain_holds(walk, chain)]


def cost(graph: Graph, walk: Walk, path: Sequence[int]) -> int | None:
    """In millionths: the cheapest chain on its tightest days, None without one."""
    found = []
    for chain in chains(graph, walk, path):
        span = 0
        if walk.order == "forward":
            span = min((days[-1] - days[0] if days else 0) for days in schedules(walk, chain))
        found.append(sum(map(doubt, chain)) + 1111 * span)
    hubs = sum(round(150_000 * math.log1p(graph.degree[v])) for v in path[1:-1])
    return min(found) + hubs + 200_000 * (len(path) - 1) if found else None


def best_journeys(graph: Graph, walk: Walk, starts: Sequence[int], goals: Sequence[int], k: int) -> list[tuple[int, tuple[int, ...]]]:
    costs = {path: price for path in sequences(graph, walk, starts, goals) if (price := cost(graph, walk, path)) is not None}
    chosen: list[tuple[int, tuple[int, ...]]] = []
    while costs and len(chosen) < k:
        price, path = min(
            (price + round(1_000_000 * max((overlap(path, c) for _, c in chosen), default=0.0)), path) for path, price in costs.items()
        )
        chosen.append((costs.pop(path), path))
    return chosen


def overlap(a: Sequence[int], b: Sequence[int]) -> float:
    one, other = set(a[1:-1]), set(b[1:-1])
    return len(one & other) / len(one | other) if one | other else 0.0


def states(
    graph: Graph, walk: Walk, starts: Sequence[int], *, back: bool = False, anchor: tuple[int, int] | None = None, skip: Edge | None = None
) -> dict[tuple[int, int | None], int]:
    """All (actor, day of the last dated link) that walks reach, with the fewest hops: hop by hop, every edge on every day."""
    since, until = window(walk)
    step, gap = (0 if walk.same_day else 1), walk.max_gap
    days: Sequence[int | None] = range(anchor[0], anchor[1] + 1) if anchor else [FRESH]
    found: dict[tuple[int, int | None], int] = {(start, day): 0 for start in starts for day in days}
    for hop in range(1, walk.max_hops + 1):
        for (u, day), at in list(found.items()):
            if at != hop - 1 or (hop > 1 and not may_pass(graph, walk, u)):
                continue
            for v in range(graph.actors):
                if v == u or v in walk.exclude:
                    continue
                for e in hop_edges(graph, walk, v, u, skip) if back else hop_edges(graph, walk, u, v, skip):
                    for new in [day] if e.is_tie or walk.order == "any" else range(max(e.first, since), min(e.last, until) + 1):
                        lag = 0 if e.is_tie or walk.order == "any" or day is None or new is None else (day - new if back else new - day)
                        free = e.is_tie or walk.order == "any" or day is None
                        if free or (step <= lag and (gap is None or lag <= gap)):
                            found.setdefault((v, new), hop)
    return found


def cone(
    graph: Graph, walk: Walk, starts: Sequence[int], *, back: bool = False, anchor: tuple[int, int] | None = None, skip: Edge | None = None
) -> dict[int, tuple[int | None, int]]:
    """Per actor the first day (backwards the last) on which it is reached, None if by ties alone, and the hops of that."""
    best: dict[int, tuple[float, int | None, int]] = {}
    for (v, day), hops in states(graph, walk, starts, back=back, anchor=anchor, skip=skip).items():
        key = -math.inf if day is None else -day if back else day
        if v not in starts and (v not in best or (key, hops) < (best[v][0], best[v][2])):
            best[v] = (key, day, hops)
    return {v: (day, hops) for v, (_, day, hops) in best.items()}
