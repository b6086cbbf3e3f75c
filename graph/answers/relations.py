"""The graph as relations between sides: the temporal index folded to states, the filter over it, who answered whom as sources tell.

Read once a version of the graph and kept. An act's number is the lowest of all edges that tell it; what is served names events.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from typing import Any, Final, Literal, NamedTuple, get_args

import numpy as np
from anyio.to_thread import run_sync
from numpy.typing import NDArray

from graph.answers.answer import Answer
from graph.answers.filters import Filter
from graph.answers.reading import Bound, fill
from graph.answers.walks import Ground, coded, ground_of, statement_of
from graph.errors import QuestionError
from graph.escalation.actions import Actions, Dyad, Feed, coded_actions, day_number
from graph.escalation.board import actions_of
from graph.escalation.folding import Acts, acts_of_statements, folded, hidden_ties, standing
from graph.escalation.scales import scales_of_all
from graph.escalation.share import feeds
from graph.model import Assertion, Status
from graph.store import Store
from graph.temporal.layout import UNKNOWN_DAY, Adjacency, Index
from graph.temporal.live import LiveIndex
from graph.vocabulary import MACHINE

FoldTo = Literal["state", "none"]
KEPT_RESULTS: Final = 32
KEPT: Final = 3
"""Foldings that are kept for a version of the graph: by days of which nothing later is known."""


class Told(NamedTuple):
    """An answer as the graph tells it, by the numbers of acts: stated by a source, or inferred by a dataset's compilers."""

    answer: int
    answered: int
    basis: str
    words: str | None
    source: str | None
    public: date | None


@dataclass(slots=True, eq=False)
class _Shelf:
    """What was made of one version of the graph."""

    index: Index
    acts: Acts | None = None
    told: tuple[Told, ...] = ()
    foldings: OrderedDict[tuple[Any, ...], Adjacency] = field(default_factory=OrderedDict)
    made: OrderedDict[tuple[Any, ...], Any] = field(default_factory=OrderedDict)

    def keep(self, key: tuple[Any, ...], value: Any) -> None:
        """Keep what was computed, for whoever asks the same of this version; the oldest goes."""
        self.made[key] = value
        while len(self.made) > KEPT_RESULTS:
            self.made.popitem(last=False)


@lru_cache(maxsize=1)
def _shelf(index: Index) -> _Shelf:
    return _Shelf(index)


@dataclass(frozen=True, eq=False)
class Relations:
    """What a question about relations stands on. `keep`: edges that the filter lets pass, its window left out; `last`: the last day."""

    ground: Ground
    edges: Adjacency
    keep: NDArray[np.bool_]
    told: tuple[Told, ...]
    filter: Filter
    shelf: _Shelf

    @cached_property
    def last(self) -> int:
        """The filter's last day, `as_of`, or today, whichever is first."""
        return day_number(min(day for day in (self.filter.until, self.filter.as_of, datetime.now(UTC).date()) if day))

    @cached_property
    def first(self) -> int:
        """The filter's first day; without one the first on which anything happened."""
        if self.filter.since:
            return day_number(self.filter.since)
        return int(self.edges.columns["first"].min(initial=self.last))

    @cached_property
    def answers_of(self) -> Mapping[int, tuple[Told, ...]]:
        """Answers by the act that gives them."""
        return _by(self.told, 0)

    @cached_property
    def answers_to(self) -> Mapping[int, tuple[Told, ...]]:
        return _by(self.told, 1)

    def side(self, number: int) -> str:
        return self.ground.actor(number)

    def dyad_number(self, source: int, target: int) -> int | None:
        start, stop = self.edges.actor_ptr[source : source + 2].tolist()
        place = start + int(np.searchsorted(self.edges.dyad_target[start:stop], target))
        return place if place < stop and self.edges.dyad_target[place] == target else None

    def acts(self, source: int, target: int) -> Actions:
        """What one side did to the other, up to the last day."""
        number = self.dyad_number(source, target)
        if number is None:
            return coded_actions([], first=[])
        found = actions_of(self.edges, number, scales_of_all(), self.keep).until(self.last)
        return replace(found, eid=found.cluster)

    def dyad(self, a: int, b: int) -> Dyad:
        """Both directions, with the answers that sources state."""
        ab, ba = self.acts(a, b), self.acts(b, a)
        among = {*ab.eid.tolist(), *ba.eid.tolist()}
        links = [(one.answer, one.answered) for one in self.told if one.basis == "stated"]
        return Dyad(ab, ba, (), tuple(pair for pair in links if among.issuperset(pair)), (self.side(a), self.side(b)))

    def act(self, eid: int) -> int:
        """The act that an edge tells."""
        return int((self.shelf.acts or acts_of_statements(())).of(np.array([eid]))[1][0])

    def feeds(self) -> tuple[Feed, ...]:
        """What each machine-coded dataset holds in all between states: what a dyad's part of it is measured by."""
        names = self.ground.index.catalogue
        key = ("feeds", self.filter)
        if key not in self.shelf.made:
            state = np.asarray(names.kinds) == (names.kind_names.index("State") if "State" in names.kind_names else -1)
            between = state[self.edges.dyad_source] & state[self.edges.dyad_target]
            counted = self.keep & np.repeat(between, np.diff(self.edges.dyad_ptr)) & self.machine_coded
            datasets = {int(number): names.datasets[number] for number in np.unique(self.edges.columns["dataset"][counted])}
            self.shelf.keep(key, feeds(self.edges, counted, datasets))
        made: tuple[Feed, ...] = self.shelf.made[key]
        return made

    @cached_property
    def machine_coded(self) -> NDArray[np.bool_]:
        codes = np.array([code.startswith(f"{MACHINE}:") for code in self.ground.index.catalogue.actions], np.bool_)
        return np.asarray(codes[self.edges.columns["action"]])

    def curated_pairs(self) -> list[tuple[int, int]]:
        """Those with acts in both directions that have a statement: what is inferred of machine-coded ones has no place to be written."""
        curated = np.concatenate((np.zeros(1, np.int64), np.cumsum(~self.machine_coded & self.keep)))
        some = np.flatnonzero(np.diff(curated[self.edges.dyad_ptr]))
        among = set(zip(self.edges.dyad_source[some].tolist(), self.edges.dyad_target[some].tolist(), strict=True))
        return [(a, b) for a, b in self.pairs() if (a, b) in among and (b, a) in among]

    def pairs(self, actors: Iterable[int] | None = None) -> list[tuple[int, int]]:
        """Unordered pairs of sides with acts in both directions; of these actors only."""
        source, target = self.edges.dyad_source.astype(np.int64), self.edges.dyad_target.astype(np.int64)
        low, high = np.minimum(source, target), np.maximum(source, target)
        if actors is not None:
            among = np.isin(low, list(actors)) | np.isin(high, list(actors))
            low, high = low[among], high[among]
        pairs, counts = np.unique(np.stack([low, high], axis=1), axis=0, return_counts=True)
        return [(int(a), int(b)) for a, b in pairs[counts == 2].tolist()]

    def ends(self, act: int) -> list[tuple[int, int]]:
        """Between which sides an act is; empty for one that the filter leaves out."""
        dyads = np.unique(np.searchsorted(self.edges.dyad_ptr, self._places(act), side="right") - 1)
        return [(int(self.edges.dyad_source[dyad]), int(self.edges.dyad_target[dyad])) for dyad in dyads.tolist()]

    def value(self, act: int, column: str) -> int:
        """What is the same in all rows of an act."""
        return int(self.edges.columns[column][self._places(act)[0]])

    def _places(self, act: int) -> NDArray[np.int64]:
        order, clusters = self._by_act
        start, stop = (int(np.searchsorted(clusters, act, side=side)) for side in ("left", "right"))
        places = np.sort(order[start:stop])
        return places[self.keep[places]]

    @cached_property
    def _by_act(self) -> tuple[NDArray[np.int64], NDArray[Any]]:
        clusters = self.edges.columns["cluster"]
        order = np.argsort(clusters, kind="stable")
        return order, clusters[order]

    async def statements(self, store: Store, acts: Iterable[int]) -> dict[int, str]:
        """The statements of acts by number; machine-coded acts have none."""
        edge_of = {self.value(act, "eid"): act for act in sorted(set(acts))}
        rows = await self._rows(store, edge_of)
        return {edge_of[int(row["eid"])]: str(row["edge"]["statement"]) for row in rows if "statement" in row["edge"]}

    async def _rows(self, store: Store, edge_of: Mapping[int, int]) -> list[dict[str, Any]]:
        wanted: dict[str, list[int]] = defaultdict(list)
        for eid, act in edge_of.items():
            wanted[self.ground.index.catalogue.action_types[self.value(act, "action")]].append(eid)
        return await store.read_types("edges_by_number", wanted)

    async def events(self, store: Store, answer: Answer, acts: Iterable[int], bound: Bound | None) -> dict[int, str]:
        """The events of acts by number, put into the side tables; acts that the database no longer has are left out."""
        edge_of = {self.value(act, "eid"): act for act in sorted(set(acts))}
        rows = await self._rows(store, edge_of)
        told = [row["edge"]["statement"] for row in rows if "statement" in row["edge"]]
        await fill(store, answer, events=told, bound=bound, coded=coded(rows))
        names = {edge_of[int(row["eid"])]: statement_of(row) for row in rows}
        return {act: name for act, name in names.items() if name in answer.events}


async def relations_of(
    store: Store, index: LiveIndex | None, answer: Answer, filter_: Filter, bound: Bound, fold_to: FoldTo = "state"
) -> Relations:
    """The relations that a filter leaves.

    Raises:
        QuestionError: the filter asks what relations between sides cannot tell. IndexUnready: the index cannot answer just now.
    """
    _refuse(filter_, fold_to)
    ground = await ground_of(index, answer)
    shelf = _shelf(ground.index)
    if shelf.acts is None:
        rows = await store.read("acts_of_several_edges")
        shelf.acts = acts_of_statements((row["eids"], row["mates"]) for row in rows)
        shelf.told = tuple(_told(row, shelf.acts) for row in await store.read("told_answers"))
    edges = await run_sync(_folding, shelf, fold_to, filter_.as_of)
    keep = await run_sync(_kept, ground, edges, filter_, bound)
    told = tuple(one for one in shelf.told if filter_.as_of is None or _was_told(one, filter_.as_of))
    _tell_later_claims(answer, edges, keep, filter_.as_of)
    return Relations(ground, edges, keep, told, filter_, shelf)


def _refuse(filter_: Filter, fold_to: str) -> None:
    if fold_to not in get_args(FoldTo):
        raise QuestionError(f"fold_to is {fold_to!r}.", parameter="fold_to", hint="state or none.")
    if filter_.kinds:
        raise QuestionError("Sides are not asked for by their kinds.", parameter="kinds", hint="Name them.")
    if filter_.recorded_as_of:
        raise QuestionError("Relations are of the graph as it is now.", parameter="recorded_as_of", hint="Use as_of.")
    if filter_.clock != "happened":
        raise QuestionError("Measures go by when things happened.", parameter="clock", hint="as_of leaves out what was published later.")


def _folding(shelf: _Shelf, fold_to: str, as_of: date | None) -> Adjacency:
    index, acts = shelf.index, shelf.acts
    hidden = hidden_ties(index, as_of) if fold_to == "state" else ()
    key = (fold_to, hidden)
    if key not in shelf.foldings:
        who = standing(index, hidden) if fold_to == "state" else None
        shelf.foldings[key] = folded(index.actions, who, acts or acts_of_statements(()))
        while len(shelf.foldings) > KEPT:
            shelf.foldings.popitem(last=False)
    return shelf.foldings[key]


def _kept(ground: Ground, edges: Adjacency, filter_: Filter, bound: Bound) -> NDArray[np.bool_]:
    """Edges that the filter lets pass, whatever its window: what came before the window is what things in it are measured by."""
    columns, names = edges.columns, ground.index.catalogue
    words = {
        "action": (names.actions, filter_.actions),
        "dataset": (names.datasets, filter_.datasets),
        "status": (get_args(Status), filter_.status),
        "assertion": (get_args(Assertion), filter_.assertion),
    }
    kept = np.ones(edges.edges, np.bool_)
    for column, (all_names, wanted) in words.items():
        if wanted:
            kept &= np.isin(columns[column], [number for number, name in enumerate(all_names) if name in wanted])
    if filter_.types:
        kept &= np.isin(columns["action"], [number for number, name in enumerate(names.action_types) if name in filter_.types])
    if filter_.min_confidence:
        kept &= columns["confidence"] >= round(filter_.min_confidence * 100)
    if filter_.min_rung is not None:
        kept &= columns["rung"] >= filter_.min_rung
    return kept if filter_.as_of is None else kept & (public_day(edges) <= day_number(filter_.as_of))


def public_day(edges: Adjacency) -> NDArray[np.int32]:
    """The day on which each act became public; where nobody knows it, its last possible one."""
    published: NDArray[np.int32] = edges.columns["published"]
    return np.where(published == UNKNOWN_DAY, edges.columns["last"], published)


def _was_told(one: Told, as_of: date) -> bool:
    """A source states it from the day of its publication on; what compilers infer rests on what they know today."""
    return one.basis == "stated" and (one.public is None or one.public <= as_of)


def _tell_later_claims(answer: Answer, edges: Adjacency, keep: NDArray[np.bool_], as_of: date | None) -> None:
    """Confidence is the graph's of today: an act of which claims came later is named by number at the least."""
    if as_of is None:
        return
    changed = edges.columns["changed"]
    later = int((keep & (changed != UNKNOWN_DAY) & (changed > day_number(as_of))).sum())
    if later:
        answer.notes.append(f"of {later} acts claims or denials came after {as_of}; their confidence is that of today")


def _told(row: Mapping[str, Any], acts: Acts) -> Told:
    answer, answered = (int(acts.of(np.array([min(row[end])]))[1][0]) for end in ("answer", "answered"))
    return Told(answer, answered, row["basis"], row["words"], row["source"], row["public"])


def _by(told: Iterable[Told], place: int) -> Mapping[int, tuple[Told, ...]]:
    found: dict[int, list[Told]] = defaultdict(list)
    for one in told:
        found[one[place]].append(one)  # type: ignore[index]
    return {act: tuple(rows) for act, rows in found.items()}
