"""What questions in time answer with: links, hops, journeys. Actors, actions and edges are numbers of the index; no text, no search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from graph.temporal.network import Network
from graph.temporal.table import ACTION, CONFIDENCE, DYAD_PTR, DYAD_SOURCE, EID, FIRST, LAST
from graph.temporal.walk import Walk

Order = Literal["start", "certain", "possible", "breaks", "standing"]
"""How a link lies to the dated one before it: there is none; it follows on whatever days they were; it follows on some; on none. Ties
stand."""


@dataclass(frozen=True, slots=True)
class Link:
    """One edge as evidence. `position` is its row in the index; `along` whether it is walked as asserted; days since 1970-01-01."""

    position: int
    is_tie: bool
    along: bool
    eid: int
    action: int
    confidence: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Hop:
    """One step: the link shown, up to three others, and of all edges that fit how many there are (`n`) and the days they span."""

    source: int
    target: int
    link: Link
    order: Order
    others: tuple[Link, ...] = ()
    n: int = 1
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Journey:
    """A sequence of actors with its edges. `combinations`: how many choices of one edge a hop hold, exact below 2**53 (`exact`)."""

    actors: tuple[int, ...]
    hops: tuple[Hop, ...]
    cost: float
    combinations: int = 1
    exact: bool = True


def link_of(network: Network, source: int, edge: int) -> Link:
    """The edge of a hop from `source`: an action at its position, a tie at -1 - position."""
    edges, position = (network.actions, edge) if edge >= 0 else (network.ties, -1 - edge)
    dyad = int(np.searchsorted(edges[DYAD_PTR], position, side="right")) - 1
    return Link(
        position=position,
        is_tie=edge < 0,
        along=int(edges[DYAD_SOURCE][dyad]) == source,
        eid=int(edges[EID][position]),
        action=int(edges[ACTION][position]),
        confidence=int(edges[CONFIDENCE][position]),
        first=int(edges[FIRST][position]),
        last=int(edges[LAST][position]),
    )


def plain_hops(network: Network, walk: Walk, actors: Sequence[int], edges: Sequence[int]) -> tuple[Hop, ...]:
    """Hops that show one edge each."""
    links = [link_of(network, source, edge) for source, edge in zip(actors[:-1], edges, strict=True)]
    parts = zip(actors[:-1], actors[1:], links, orders(links, walk), strict=True)
    return tuple(Hop(u, v, link, order, first=link.first, last=link.last) for u, v, link, order in parts)


def orders(links: Iterable[Link], walk: Walk) -> list[Order]:
    """How each link lies to the dated one before. Days are chosen for all links at once: after a month, a link of its first days may lie,
    but not both this one and another before it."""
    step, gap = int(not walk.same_day), walk.max_gap
    found: list[Order] = []
    before: Link | None = None
    low = high = 0
    for link in links:
        if link.is_tie:
            found.append("standing")
            continue
        low, high, order = _after(before, (low, high), link, step, gap)
        found.append(order)
        before = link
    return found


def _after(before: Link | None, days: tuple[int, int], link: Link, step: int, gap: int | None) -> tuple[int, int, Order]:
    """The days that a link may have after those that the one before may have, and how it follows."""
    if before is None:
        return link.first, link.last, "start"
    low = max(link.first, days[0] + step)
    high = link.last if gap is None else min(link.last, days[1] + gap)
    if low > high:
        # The chain starts anew at the later of the two: what follows is told against that.
        later = (link.first, link.last) if link.first >= days[0] else days
        return later[0], later[1], "breaks"
    certain = link.first - before.last >= step and (gap is None or link.last - before.first <= gap)
    return low, high, "certain" if certain else "possible"
