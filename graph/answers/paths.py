"""How two actors, or two sets of them, are connected: sequences of actors first, each hop with the edges behind it, in time order or any.

A path shows dated links, not cause: that each link happened and that one answers another are told apart.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import pairwise
from typing import Any, Literal, get_args

from graph.answers.answer import Answer
from graph.answers.filters import Filter, bounded
from graph.answers.folds import weakest_assertion
from graph.answers.links import Shown, described_hop, evidence_of
from graph.answers.reading import bind, fill, start
from graph.answers.walks import Ground, coded, day_of, edges_behind, ground_of, resolve_all, sieve_of, walked
from graph.errors import QuestionError
from graph.store import Store
from graph.temporal.answer import Hop
from graph.temporal.draws import DRAWS, Sureness, sureness
from graph.temporal.journeys import Budget, Found, journeys
from graph.temporal.live import LiveIndex
from graph.temporal.misses import Miss, nearest_misses
from graph.temporal.reach import Way, earliest, fewest
from graph.temporal.walk import MAX_HOPS, Walk
from graph.vocabulary import vocabulary

MAX_PATHS = 25
MAX_GAP_DAYS = 36_525
Direction = Literal["either", "forward"]
Ties = Literal["standing", "none"]
Order = Literal["any", "forward"]
By = Literal["cost", "hops", "arrival"]

NO_CAUSE = "A path shows dated links. It does not show cause."
_STOPS: Mapping[str, str] = {
    "expansions": "the search stopped after {n} beginnings of paths; there may be cheaper ones",
    "memory": "the search stopped for lack of room; there may be cheaper ones",
    "cancelled": "the search stopped when its time was over; there may be cheaper ones",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PathOptions:
    """How to walk, and which paths.

    by: the k that differ and cost least (docs/paths.md), the one of fewest hops, or the one that arrives first. direction: `either` walks
    edges both ways and tells which way each was asserted. ties: `standing` takes ties too; they stand in time, and no order binds them.
    order: `forward` wants each dated link after the one before; `same_day` lets it be of the same day; `max_gap_days` bounds the days
    between. avoid: actors that no path passes through; exclude: that are on none; via: that are on each. max_degree: actors with more
    neighbours are not passed through.
    """

    k: int = 5
    max_hops: int = 4
    direction: Direction = "either"
    ties: Ties = "standing"
    order: Order = "any"
    by: By = "cost"
    same_day: bool = False
    max_gap_days: int | None = None
    max_degree: int | None = None
    avoid: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    min_seq: int = 0

    def __post_init__(self) -> None:
        bounded("k", self.k, 1, MAX_PATHS)
        bounded("max_hops", self.max_hops, 1, MAX_HOPS)
        if self.max_gap_days is not None:
            bounded("max_gap_days", self.max_gap_days, 1, MAX_GAP_DAYS)
        allowed = {"direction": Direction, "ties": Ties, "order": Order, "by": By}
        for name, words in allowed.items():
            if getattr(self, name) not in get_args(words):
                raise QuestionError(f"{name} is {getattr(self, name)!r}.", parameter=name, hint=f"One of: {', '.join(get_args(words))}.")


async def paths(
    store: Store, source: str, target: str, *, options: PathOptions | None = None, filter: Filter, index: LiveIndex | None = None
) -> Answer:
    """Paths from one actor, or one of several parted by commas, to another, each hop with the edges behind it.

    Raises:
        QuestionError: the options contradict each other. IndexUnready: the temporal index cannot answer just now.
    """
    options = options or PathOptions()
    if filter.recorded_as_of:
        raise QuestionError("Paths are of the graph as it is now.", parameter="recorded_as_of", hint="Use as_of.")
    answer = Answer(limits={"k": options.k, "max_k": MAX_PATHS, "max_hops": options.max_hops, "ceiling_hops": MAX_HOPS}, notes=[NO_CAUSE])
    meant = resolve_all(store, source, parameter="from"), resolve_all(store, target, parameter="to")
    _, *found_ends = await asyncio.gather(start(store, answer), *meant)
    ends = dict(zip(("from", "to"), found_ends, strict=True))
    if both := set(ends["from"]) & set(ends["to"]):
        raise QuestionError(f"from and to both name {min(both)}.", parameter="to")
    bound = await bind(store, filter)
    ground = await ground_of(index, answer, options.min_seq)
    named = {name: await _all_of(store, getattr(options, name), name) for name in ("avoid", "exclude", "via")}
    answer.question = {name: ids[0] if len(ids) == 1 else ids for name, ids in ends.items()}
    answer.question |= asdict(options) | named | {"filter": filter.echo()}
    walk = _walk(options, filter, sieve_of(filter, bound), {name: [ground.number(id_, name) for id_ in ids] for name, ids in named.items()})
    starts, goals = ([ground.number(id_, name) for id_ in ends[name]] for name in ("from", "to"))
    found, misses = await walked(partial(_search, ground, walk, starts, goals, options))
    _tell_search(answer, found, options)
    hops = [hop for way in (*found.journeys, *(miss.way for miss in misses)) for hop in way.hops]
    shown = Shown(ground, await edges_behind(store, ground, hops))
    await fill(
        store,
        answer,
        events=shown.statements(),
        actors=[ground.actor(end) for hop in hops for end in (hop.source, hop.target)],
        bound=bound,
        coded=coded(shown.rows.values()),
    )
    answer.data = _described(answer, shown, [way.hops for way in found.journeys])
    if not found.journeys:
        answer.data["near_misses"] = [_miss(answer, shown, miss) for miss in misses]
        answer.omitted.append(f"no path of {options.max_hops} hops or fewer; longer ones were not looked for")
    return answer


async def _all_of(store: Store, names: Sequence[str], parameter: str) -> list[str]:
    return [id_ for name in names for id_ in await resolve_all(store, name, parameter=parameter)]


def _walk(options: PathOptions, filter_: Filter, sieve: Any, named: Mapping[str, Sequence[int]]) -> Walk:
    return Walk(
        order=options.order,
        direction=options.direction,
        ties=options.ties,
        same_day=options.same_day,
        max_gap=options.max_gap_days,
        max_hops=options.max_hops,
        sieve=sieve,
        kinds=filter_.kinds,
        avoid=tuple(named["avoid"]),
        exclude=tuple(named["exclude"]),
        require=tuple(named["via"]),
        max_degree=options.max_degree,
    )


@dataclass(frozen=True, slots=True)
class _Searched:
    """What a search found, whichever it was: ways with their hops, and how far it went."""

    journeys: Sequence[Any]
    sequences: int
    expanded: int
    stopped: str


def _search(
    ground: Ground, walk: Walk, starts: Sequence[int], goals: Sequence[int], options: PathOptions, budget: Budget
) -> tuple[_Searched, list[Miss]]:
    """Runs in a thread: kernels hold no lock, and the event loop does not wait for them."""
    network = ground.network
    if options.by == "cost":
        found: Found = journeys(network, walk, starts, goals, options.k, budget)
        searched = _Searched(found.journeys, found.sequences, found.expanded, found.stopped)
    else:
        if walk.require:
            raise QuestionError("Required actors need the search by cost.", parameter="via", hint="Leave `by` out.")
        way: Way | None = (fewest if options.by == "hops" else earliest)(network, walk, starts, goals, budget)
        searched = _Searched([way] if way else [], 0, 0, "cancelled" if budget.cancel[0] else "")
    misses = [] if searched.journeys or budget.cancel[0] else nearest_misses(network, walk, starts, goals, budget=budget)
    return searched, misses


def _tell_search(answer: Answer, found: _Searched, options: PathOptions) -> None:
    answer.more_meta |= {"explored": found.expanded, "sequences": found.sequences}
    answer.cut_short = bool(found.stopped)
    if found.stopped in _STOPS:
        answer.truncated = _STOPS[found.stopped].format(n=f"{found.expanded:,}")
    elif found.sequences > len(found.journeys) == options.k:
        answer.truncated = (
            f"{options.k} of {found.sequences}{' or more' if found.stopped else ''} sequences of actors, the cheapest that differ"
        )


def _described(answer: Answer, shown: Shown, found: Sequence[Sequence[Hop]]) -> dict[str, Any]:
    """The paths whose every link the database bears out, with how sure they are; the others are counted."""
    kept = [hops for hops in found if all(shown.bears_out(hop) for hop in hops)]
    if dropped := len(found) - len(kept):
        answer.omitted.append(f"{dropped} of {len(found)} paths: the database no longer holds a link as the index has it")
        answer.more_meta["index_suspect"] = True
    evidence = [[evidence_of(answer, shown.event(hop.link)) for hop in hops] for hops in kept]
    sure, any_holds = sureness(evidence) if kept else ([], 0.0)
    return {
        "paths": [_path(answer, shown, hops, one) for hops, one in zip(kept, sure, strict=True)],
        "any_holds": _likely(any_holds) if kept else None,
    }


def _path(answer: Answer, shown: Shown, hops: Sequence[Hop], sure: Sureness) -> dict[str, Any]:
    described = [described_hop(answer, shown, hop) for hop in hops]
    links = [answer.events[hop["event"]] for hop in described]
    return {
        "actors": [described[0]["source"], *(hop["target"] for hop in described)],
        "hops": described,
        "weakest": {"hop": sure.weakest, "event": described[sure.weakest]["event"], "confidence": described[sure.weakest]["confidence"]},
        "likelihood": likelihood(sure),
        "disputed": any(link["disputed"] for link in links),
        "assertion": weakest_assertion(link["assertion"] for link in links),
        "answers": [_answers(before, after) for before, after in pairwise(links)],
    }


def _answers(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any] | None:
    """Whether a source says, or an observer infers, that a link answers the one before it: another thing than that both happened."""
    for link, other in ((after, before), (before, after)):
        for response in link["responds_to"]:
            if response["event"] == other["id"]:
                return {"event": link["id"], "answers": other["id"], "basis": response["basis"], "confidence": response["confidence"]}
    return None


def likelihood(sure: Sureness) -> dict[str, Any]:
    """That all links hold, in words: as drawn from the clusters of reports behind them, between the bounds whatever their dependence."""
    return _likely(sure.drawn) | {
        "draws": DRAWS,
        "independent": round(sure.independent, 4),
        "lower_bound": round(sure.lower, 4),
        "upper_bound": round(sure.upper, 4),
    }


def _likely(share: float) -> dict[str, Any]:
    band = vocabulary().words_for(share)
    return {"words": band.words, "scheme": "PHIA", "low": band.low, "high": band.high, "drawn": round(share, 4)}


def _miss(answer: Answer, shown: Shown, miss: Miss) -> dict[str, Any]:
    names = [answer.actors[shown.ground.actor(actor)]["name"] for actor in miss.way.actors]
    return {
        "loosened": list(miss.loosened),
        "text": f"Without {' and '.join(miss.loosened)} there is one of {len(miss.way.hops)} hops: {', '.join(names)}.",
        "actors": [shown.ground.actor(actor) for actor in miss.way.actors],
        "hops": [described_hop(answer, shown, hop) for hop in miss.way.hops if shown.bears_out(hop)],
        "day": day_of(miss.way.day),
    }
