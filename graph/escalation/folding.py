"""Edges between actors as acts between sides: whoever stands for a state acts for it on the days on which the ties held. Arrays only.

An actor that stands for several states acts for each; one that stands for none, or not on that day, stays itself. What both ends of an
edge fold to one side is no act between sides. Edges of one statement between two sides are one act: shares add up, the surest fold counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from graph.escalation.actions import day_number
from graph.model import Assertion
from graph.temporal.build import build_adjacency, columns_of
from graph.temporal.layout import OPEN_END, OPEN_START, UNKNOWN_DAY, Adjacency, Columns, Index
from graph.vocabulary import vocabulary

MOST_TIES: Final = 4
"""Ties in a row by which an actor stands for a state: as many as the queries of the graph follow."""

_CONFIRMED: Final = get_args(Assertion).index("confirmed")


class Way(NamedTuple):
    """One way in which an actor stands for a side: the days on which it holds, and how sure it is."""

    side: int
    first: int
    last: int
    confidence: float
    ties: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """The ways of all actors, the surest first: those of actor a lie at ptr[a]..ptr[a + 1], the last of them always itself."""

    ptr: NDArray[np.int64]
    side: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    confidence: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Acts:
    """Edges of statements that have several, or that others tell too, by eid: the statement's first edge, and the act's."""

    eid: NDArray[np.int64]
    statement: NDArray[np.int64]
    act: NDArray[np.int64]

    def of(self, eids: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Statement and act of edges; an edge of no such statement is its own."""
        plain = eids.astype(np.int64)
        if not len(self.eid):
            return plain, plain
        place = np.minimum(np.searchsorted(self.eid, plain), len(self.eid) - 1)
        there = self.eid[place] == plain
        return np.where(there, self.statement[place], plain), np.where(there, self.act[place], plain)


def acts_of_statements(rows: Iterable[tuple[Iterable[int], Iterable[int]]]) -> Acts:
    """From each statement's own edges, and those of all statements that tell its act."""
    found = sorted((eid, min(own), min(mates)) for own, mates in ((list(own), list(mates)) for own, mates in rows) for eid in own)
    table = np.array(found, np.int64).reshape(-1, 3)
    return Acts(table[:, 0], table[:, 1], table[:, 2])


def hidden_ties(index: Index, as_of: date | None) -> tuple[int, ...]:
    """Places of the ties that nobody knew by a day: alleged ones that became public later."""
    columns = index.ties.columns
    if as_of is None:
        return ()
    known = (columns["assertion"] == _CONFIRMED) | (columns["published"] == UNKNOWN_DAY) | (columns["published"] <= day_number(as_of))
    return tuple(np.flatnonzero(~known).tolist())


def standing(index: Index, hidden: Sequence[int] = ()) -> Standing:
    """Who stands for whom by the folding ties of an index, some of them hidden."""
    names = index.catalogue
    up = _ties_up(index, frozenset(hidden))
    state = names.kind_names.index("State") if "State" in names.kind_names else -1
    states = np.asarray(names.kinds) == state
    ways = {actor: _ways(actor, up, states) for actor in up if not states[actor]}
    every = [(*ways.get(actor, ()), Way(actor, OPEN_START, OPEN_END, 1.0)) for actor in range(len(names.actors))]
    rows = np.array([way for some in every for way in some], np.float64).reshape(-1, len(Way._fields))
    return Standing(
        ptr=np.concatenate((np.zeros(1, np.int64), np.cumsum([len(some) for some in every], dtype=np.int64))),
        side=rows[:, 0].astype(np.int32),
        first=rows[:, 1].astype(np.int32),
        last=rows[:, 2].astype(np.int32),
        confidence=rows[:, 3],
    )


def folded(actions: Adjacency, who: Standing | None, acts: Acts) -> Adjacency:
    """The acts between sides; without `who` between the actors themselves. `eid` is that of the statement's first edge, `cluster` the
    act's, so an edge number may stand in several dyads, and in each once.
    """
    columns = columns_of(actions)
    if who is not None:
        columns = _between_sides(columns, who)
    statement, act = acts.of(columns.values["eid"])
    several = np.flatnonzero(np.isin(columns.values["eid"], acts.eid)) if len(acts.eid) else np.empty(0, np.int64)
    values = dict(columns.values) | {"eid": statement.astype(np.uint32), "cluster": act.astype(np.uint32)}
    return build_adjacency(actions.actors, _one_a_statement(Columns(columns.source, columns.target, values), several))


def _ties_up(index: Index, hidden: Collection[int]) -> dict[int, list[Way]]:
    """For each actor the ties that lead up, towards a state."""
    folds = {type_: one.folds for type_, one in vocabulary().ties.items() if one.folds}
    ties, columns = columns_of(index.ties), index.ties.columns
    names = index.catalogue.action_types
    found: dict[int, list[Way]] = {}
    for i in np.flatnonzero(np.isin(columns["action"], [number for number, name in enumerate(names) if name in folds])).tolist():
        direction = folds[names[int(columns["action"][i])]]
        if i not in hidden:
            ends = int(ties.source[i]), int(ties.target[i])
            below, above = ends if direction == "forward" else ends[::-1]
            days = int(columns["first"][i]), int(columns["last"][i])
            found.setdefault(below, []).append(Way(above, *days, float(columns["confidence"][i]) / 100, 1))
    return found


def _ways(actor: int, up: Mapping[int, list[Way]], states: NDArray[np.bool_]) -> list[Way]:
    """The ways from an actor to states, never through another state; as sure as the weakest tie, held while all ties hold."""
    found: list[Way] = []
    under = [(Way(actor, OPEN_START, OPEN_END, 1.0), frozenset((actor,)))]
    while under:
        so_far, passed = under.pop()
        for tie in up.get(so_far.side, ()):
            if tie.side in passed:
                continue
            days = max(so_far.first, tie.first), min(so_far.last, tie.last)
            way = Way(tie.side, *days, min(so_far.confidence, tie.confidence), so_far.ties + 1)
            if states[tie.side]:
                found.append(way)
            elif way.ties < MOST_TIES:
                under.append((way, passed | {tie.side}))
    return sorted(found, key=lambda way: (-way.confidence, way.ties, way.side, way.first))


def _between_sides(columns: Columns, who: Standing) -> Columns:
    """A row for each edge and pair of sides that it is an act between."""
    days = np.asarray(columns.values["first"]), np.asarray(columns.values["last"])
    edge, source, sure = _sides(columns.source, days, who)
    again, target, sure_too = _sides(columns.target[edge], (days[0][edge], days[1][edge]), who)
    edge, source, sure = edge[again], source[again], sure[again] * sure_too
    across = source != target
    edge, sure = edge[across], sure[across]
    values = {name: column[edge] for name, column in columns.values.items()}
    values["confidence"] = np.rint(values["confidence"] * sure).astype(np.uint8)
    return Columns(source[across], target[across], values)


def _sides(
    ends: NDArray[np.int32], days: tuple[NDArray[Any], NDArray[Any]], who: Standing
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    """For each end the sides it stands for on its days, each once by the surest way: position, side, how sure."""
    counts = who.ptr[ends.astype(np.int64) + 1] - who.ptr[ends]
    edge = np.repeat(np.arange(len(ends)), counts)
    offset = np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts)
    way = who.ptr[ends][edge] + offset
    held = (who.first[way] <= days[1][edge]) & (who.last[way] >= days[0][edge])
    itself = offset == counts[edge] - 1
    for_another = np.bincount(edge[held & ~itself], minlength=len(ends)) > 0
    kept = np.flatnonzero(np.where(itself, ~for_another[edge], held))
    edge, way = edge[kept], way[kept]
    side = who.side[way]
    if len(edge) > len(ends):  # some stand for a side in several ways, or for several sides
        _, once = np.unique(edge.astype(np.int64) * len(who.ptr) + side, return_index=True)
        once.sort()
        edge, way, side = edge[once], way[once], side[once]
    return edge, side, who.confidence[way]


def _one_a_statement(columns: Columns, several: NDArray[np.int64]) -> Columns:
    """Rows of one statement between two sides as one, with their shares added up and the surest confidence."""
    if not len(several):
        return columns
    values = dict(columns.values)
    keys = np.stack([columns.source[several], columns.target[several], values["eid"][several].astype(np.int64)])
    _, first, inverse = np.unique(keys, axis=1, return_index=True, return_inverse=True)
    inverse = inverse.reshape(-1)
    size, confidence = values["size"].copy(), values["confidence"].copy()
    size[several[first]] = np.bincount(inverse, weights=values["size"][several])
    np.maximum.at(confidence, several[first][inverse], values["confidence"][several])
    keep = np.ones(len(columns), np.bool_)
    keep[several] = False
    keep[several[first]] = True
    values |= {"size": size, "confidence": confidence}
    return Columns(columns.source[keep], columns.target[keep], {name: column[keep] for name, column in values.items()})
