"""Who is reached from some actors in time, or leads to them: first arrivals with the links that carry them; before or after one event."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Literal, get_args

import numpy as np

from graph.answers.answer import Answer
from graph.answers.filters import Filter, bounded
from graph.answers.links import Shown, described_hop
from graph.answers.paths import MAX_GAP_DAYS, NO_CAUSE, Direction, Ties
from graph.answers.reading import Bound, bind, fill, start
from graph.answers.walks import Ground, coded, day_of, edges_behind, ground_of, resolve_all, sieve_of, walked
from graph.errors import QuestionError, UnknownError
from graph.store import Store
from graph.temporal.journeys import Budget
from graph.temporal.live import LiveIndex
from graph.temporal.reach import Anchor, Cone, Way, cone
from graph.temporal.walk import MAX_HOPS, Walk, day_number

MAX_REACHED = 500
Way_ = Literal["onward", "back"]
_EVENT_ENDS = {"onward": "target", "back": "source"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachOptions:
    """Which cone. way: `onward` gives who is reached and when first; `back` who could have led there, and when last. The rest as for
    paths; each link must be later than the one before, unless `same_day`.
    """

    way: Way_ = "onward"
    max_hops: int = 4
    direction: Direction = "forward"
    ties: Ties = "none"
    same_day: bool = False
    max_gap_days: int | None = None
    max_degree: int | None = None
    limit: int = 50
    min_seq: int = 0

    def __post_init__(self) -> None:
        bounded("max_hops", self.max_hops, 1, MAX_HOPS)
        bounded("limit", self.limit, 1, MAX_REACHED)
        if self.max_gap_days is not None:
            bounded("max_gap_days", self.max_gap_days, 1, MAX_GAP_DAYS)
        allowed = {"way": Way_, "direction": Direction, "ties": Ties}
        for name, words in allowed.items():
            if getattr(self, name) not in get_args(words):
                raise QuestionError(f"{name} is {getattr(self, name)!r}.", parameter=name, hint=f"One of: {', '.join(get_args(words))}.")


async def reach(
    store: Store, actors: str = "", *, event: str = "", options: ReachOptions | None = None, filter: Filter, index: LiveIndex | None = None
) -> Answer:
    """The cone of some actors (parted by commas) or of one event: onward from those it was done to, after it; back from those who did it.

    Raises:
        QuestionError: neither or both are named. IndexUnready: the temporal index cannot answer just now.
    """
    options = options or ReachOptions()
    if bool(actors.strip()) == bool(event):
        raise QuestionError("Name actors or an event, one of the two.", parameter="actors")
    if filter.recorded_as_of:
        raise QuestionError("Paths are of the graph as it is now.", parameter="recorded_as_of", hint="Use as_of.")
    answer = Answer(limits={"limit": options.limit, "max_limit": MAX_REACHED, "ceiling_hops": MAX_HOPS}, notes=[NO_CAUSE])
    await start(store, answer)
    bound = await bind(store, filter)
    ids = await _of_event(store, answer, event, options, bound) if event else await resolve_all(store, actors, parameter="actors")
    ground = await ground_of(index, answer, options.min_seq)
    anchor = _anchor(answer, ground, event) if event else None
    answer.question = {"actors": ids, "event": event or None} | asdict(options) | {"filter": filter.echo()}
    walk = Walk(
        order="forward",
        direction=options.direction,
        ties=options.ties,
        same_day=options.same_day,
        max_gap=options.max_gap_days,
        max_hops=options.max_hops,
        sieve=sieve_of(filter, bound),
        kinds=filter.kinds,
        max_degree=options.max_degree,
    )
    starts = [ground.number(id_, "actors") for id_ in ids]
    found, ways = await walked(partial(_spread, ground, walk, starts, options, anchor))
    hops = [hop for way in ways for hop in way.hops]
    shown = Shown(ground, await edges_behind(store, ground, hops))
    named = [ground.actor(end) for hop in hops for end in (hop.source, hop.target)]
    await fill(store, answer, events=shown.statements(), actors=[*ids, *named], bound=bound, coded=coded(shown.rows.values()))
    _tell(answer, found, len(ways))
    answer.data = {
        "way": options.way,
        "from": ids,
        "reached": len(found.actors),
        "by_hops": {str(n): int(count) for n, count in zip(*np.unique(found.hops, return_counts=True), strict=True)},
        "actors": [_reached(answer, shown, way, options) for way in ways if all(shown.bears_out(hop) for hop in way.hops)],
    }
    return answer


def _spread(
    ground: Ground, walk: Walk, starts: list[int], options: ReachOptions, anchor: Anchor | None, budget: Budget
) -> tuple[Cone, list[Way]]:
    found = cone(ground.network, walk, starts, back=options.way == "back", anchor=anchor, budget=budget)
    order = found.actors if options.way == "onward" else found.actors[::-1]
    return found, [found.way(int(actor)) for actor in order[: options.limit]]


async def _of_event(store: Store, answer: Answer, event: str, options: ReachOptions, bound: Bound) -> list[str]:
    """Where the cone of an event begins: at those it was done to, or those who did it."""
    await fill(store, answer, events=[event], bound=bound)
    entry = answer.events.get(event)
    if entry is None or entry["is_tie"]:
        raise UnknownError(f"No action is called {event[:80]!r}.", parameter="event", hint="Search for it: ids are in every answer.")
    ids = [party["actor"] for party in entry["participants"] if party["role"] == _EVENT_ENDS[options.way]]
    if not ids:
        raise QuestionError(f"{event[:80]!r} names no {_EVENT_ENDS[options.way]}.", parameter="event")
    return ids


def _anchor(answer: Answer, ground: Ground, event: str) -> Anchor:
    """The days of an event. Its own edges lie between its own actors, and on its own days nothing is before or after itself."""
    entry = answer.events[event]
    return Anchor(day_number(entry["date"]), day_number(entry["date_to"]))


def _tell(answer: Answer, found: Cone, shown: int) -> None:
    answer.cut_short = found.partial
    if found.partial:
        answer.truncated = "the search stopped when its time or its room was over; there may be more actors"
    elif shown < len(found.actors):
        answer.truncated = f"{shown} of {len(found.actors):,} actors, the first to be reached"


def _reached(answer: Answer, shown: Shown, way: Way, options: ReachOptions) -> dict[str, Any]:
    end = way.actors[-1 if options.way == "onward" else 0]
    return {
        "actor": shown.ground.actor(end),
        "day": day_of(way.day),
        "hops": len(way.hops),
        "repeats": way.repeats,
        "way": [described_hop(answer, shown, hop) for hop in way.hops],
    }
