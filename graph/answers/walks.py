"""What questions in time share: the index they walk on, the filter as it takes it, work off the event loop, the edges behind links.

The database wins: an edge that it tells otherwise than the index is left out, and the answer says so.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final, TypeVar

from anyio import CapacityLimiter
from anyio.lowlevel import RunVar
from anyio.to_thread import run_sync

from graph.answers.answer import Answer
from graph.answers.filters import Filter
from graph.answers.reading import Bound, resolve
from graph.errors import QuestionError, UnknownError
from graph.store import Store
from graph.temporal.answer import Hop, Link
from graph.temporal.journeys import Budget
from graph.temporal.layout import OPEN_END, OPEN_START, Index
from graph.temporal.live import TOLD_S, LiveIndex
from graph.temporal.network import Network, prepare
from graph.temporal.walk import Sieve

AT_ONCE: Final = 2
"""Questions that walk at the same time: each fills a core."""

BUDGET_S: Final = 10.0
MAX_ENDS: Final = 50
_EPOCH: Final = date(1970, 1, 1)
_T = TypeVar("_T")

_limiter: RunVar[CapacityLimiter] = RunVar("walks")


@dataclass(frozen=True, slots=True)
class Ground:
    """What a walk stands on: one version of the graph, ready to be walked, and the numbers of its actors."""

    index: Index
    network: Network
    numbers: Mapping[str, int]

    def number(self, actor: str, parameter: str) -> int:
        """Raises UnknownError: the actor came after this version of the index."""
        found = self.numbers.get(actor)
        if found is None:
            raise UnknownError(f"{actor} is not in the index yet.", parameter=parameter, hint="Ask again in a second.")
        return found

    def actor(self, number: int) -> str:
        return self.index.catalogue.actors[number]

    def edge_type(self, link: Link) -> str:
        return self.index.catalogue.action_types[link.action]


@lru_cache(maxsize=1)
def _ground(index: Index) -> Ground:
    return Ground(index, prepare(index), {id_: number for number, id_ in enumerate(index.catalogue.actors)})


async def ground_of(live: LiveIndex | None, answer: Answer, min_seq: int = 0) -> Ground:
    """The index as it is now, with its age told in the answer.

    Raises:
        TypeError: whoever asks has given none; `Graph.ask` does it by itself.
        IndexUnready: it is being built, lacks commit `min_seq`, or has been behind for too long.
    """
    if live is None:
        raise TypeError("This question needs `index`.")
    index = await live.wait_for(min_seq)
    state = live.state
    answer.index_seq = index.seq
    answer.more_meta |= {"lag_s": round(state.lag_s, 1), "index_suspect": state.suspect}
    if state.lag_s > TOLD_S:
        answer.notes.append(f"The index is {state.lag_s:.0f} s behind the database: what was loaded since is not in this answer.")
    if state.suspect:
        answer.notes.append("Another program has changed edges: the index is being built anew, and this answer may lack or hold some.")
    return await run_sync(_ground, index)


async def walked(work: Callable[[Budget], _T]) -> _T:
    """Run a kernel in a thread. It ends early when its time is over, or when nobody waits for the answer any more."""
    budget = Budget()
    stop = asyncio.get_running_loop().call_later(BUDGET_S, budget.cancel.fill, 1)
    try:
        return await run_sync(work, budget, abandon_on_cancel=True, limiter=_at_once())
    except asyncio.CancelledError:
        budget.cancel.fill(1)
        raise
    finally:
        stop.cancel()


def _at_once() -> CapacityLimiter:
    try:
        return _limiter.get()
    except LookupError:
        _limiter.set(CapacityLimiter(AT_ONCE))
        return _limiter.get()


async def resolve_all(store: Store, text: str, *, parameter: str) -> list[str]:
    """The actor that a text names, or the actors of a list of names parted by commas."""
    try:
        return [await resolve(store, text, parameter=parameter)]
    except UnknownError:
        names = [name for name in text.split(",") if name.strip()]
        if len(names) < 2:
            raise
    if len(names) > MAX_ENDS:
        raise QuestionError(f"{parameter} names {len(names)} actors.", parameter=parameter, hint=f"At most {MAX_ENDS}.")
    return list(dict.fromkeys([await resolve(store, name, parameter=parameter) for name in names]))


def sieve_of(filter_: Filter, bound: Bound) -> Sieve:
    """The filter as the index takes it; `kinds` are of actors passed through, which is the walk's to know."""
    return Sieve(
        types=filter_.types,
        actions=filter_.actions,
        status=filter_.status,
        assertion=filter_.assertion,
        datasets=filter_.datasets,
        min_confidence=filter_.min_confidence or 0.0,
        min_rung=filter_.min_rung,
        clock=filter_.clock,
        since=filter_.since,
        until=filter_.until,
        first_seq=bound.parameters["first_seq"],
        last_seq=bound.parameters["last_seq"],
        as_of=filter_.as_of,
    )


def day_of(number: int) -> date | None:
    """A day of the index; None at the open ends of ties."""
    return None if number in (OPEN_START, OPEN_END) or not -719_162 <= number <= 2_932_896 else _EPOCH + timedelta(days=number)


async def edges_behind(store: Store, ground: Ground, hops: Iterable[Hop]) -> dict[int, dict[str, Any]]:
    """Rows of edges_by_number for the links of some hops, by number, all types at once; those that the database tells otherwise are not
    among them.
    """
    wanted: dict[str, dict[int, tuple[Hop, Link]]] = defaultdict(dict)
    for hop in hops:
        for link in (hop.link, *hop.others):
            wanted[ground.edge_type(link)][link.eid] = (hop, link)
    links_of = {eid: pair for links in wanted.values() for eid, pair in links.items()}
    rows = await store.read_types("edges_by_number", {edge_type: sorted(links) for edge_type, links in wanted.items()})
    return {row["eid"]: row for row in rows if _agrees(ground, row, *links_of[row["eid"]])}


def _agrees(ground: Ground, row: Mapping[str, Any], hop: Hop, link: Link) -> bool:
    ends = (hop.source, hop.target) if link.along else (hop.target, hop.source)
    if (row["source"]["id"], row["target"]["id"]) != tuple(ground.actor(end) for end in ends):
        return False
    if link.is_tie:
        return True
    edge = row["edge"]
    told = (ground.index.catalogue.actions[link.action], day_of(link.first), day_of(link.last))
    return told == (edge["action"], edge["date"], edge["date_to"])


def statement_of(row: Mapping[str, Any]) -> str:
    """The id by which the side table `events` has an edge: its statement's, or its own where it has none."""
    return str(row["edge"].get("statement") or row["id"])


def coded(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Those rows whose edges have no statement."""
    return [dict(row) for row in rows if "statement" not in row["edge"]]
