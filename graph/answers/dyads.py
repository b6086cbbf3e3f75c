"""Questions about two sides: their actions on each other in time, and the sparse form of escalation. Folding to states is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from graph.answers.answer import Answer
from graph.answers.filters import Filter, bounded
from graph.answers.folds import Fold, best_fold, fold, weakest_assertion
from graph.answers.reading import Bound, bind, fill, resolve, start
from graph.errors import QuestionError
from graph.store import Store

MAX_EVENTS = 2000
FoldTo = Literal["state", "none"]


@dataclass(slots=True)
class Dyad:
    """The actions between two sides: event ids by direction, in time order, and the folds that brought each in."""

    a: str
    b: str
    lanes: dict[str, list[str]] = field(default_factory=lambda: {"a_to_b": [], "b_to_a": []})
    edges: dict[str, dict[str, Any]] = field(default_factory=dict)
    folded: dict[str, dict[str, Any]] = field(default_factory=dict)


async def timeline(store: Store, a: str, b: str, *, fold_to: FoldTo = "state", filter: Filter, limit: int = 500) -> Answer:
    """The two lanes of a dyad. With `fold_to=state` whoever folds to a side by ties valid at the action's date acts for it."""
    bounded("limit", limit, 1, MAX_EVENTS)
    answer = Answer(limits={"limit": limit, "max_limit": MAX_EVENTS})
    dyad, bound = await read_dyad(store, answer, a, b, fold_to, filter, limit)
    answer.data = {"a": dyad.a, "b": dyad.b, "lanes": dyad.lanes, "folded": list(dyad.folded.values())}
    await fill_dyad(store, answer, dyad, bound)
    return answer


async def read_dyad(store: Store, answer: Answer, a: str, b: str, fold_to: FoldTo, filter: Filter, limit: int) -> tuple[Dyad, Bound]:
    """Find the sides and the actions between them; fills the question and what was left out."""
    if fold_to not in ("state", "none"):
        raise QuestionError(f"fold_to is {fold_to!r}.", parameter="fold_to", hint="state or none.")
    await start(store, answer)
    dyad = Dyad(await resolve(store, a, parameter="a"), await resolve(store, b, parameter="b"))
    if dyad.a == dyad.b:
        raise QuestionError("a and b are the same actor.", parameter="b")
    answer.question = {"a": dyad.a, "b": dyad.b, "fold_to": fold_to, "filter": filter.echo()}
    bound = await bind(store, filter)
    sides = [await _members(store, side, fold_to, filter.as_of) for side in (dyad.a, dyad.b)]
    rows = await store.read("edges_between", side_a=sorted(sides[0]), side_b=sorted(sides[1]), filter=bound.parameters, limit=4 * limit + 1)
    left_out = 0
    for row in rows:
        left_out += not _place(dyad, row, sides)
    _cut(dyad, answer, limit, len(rows) > 4 * limit)
    if left_out:
        answer.omitted.append(f"{left_out} edges whose ends did not belong to a side on the action's date")
    if fold_to == "state":
        await _tell_unfolded(store, answer, dyad, bound)
    return dyad, bound


async def fill_dyad(store: Store, answer: Answer, dyad: Dyad, bound: Bound) -> None:
    ties = {tie for one in dyad.folded.values() for tie in one["ties"]}
    shown = {id_ for lane in dyad.lanes.values() for id_ in lane}
    known = [] if bound.recorded is not None else await _coded(store, dyad, shown)
    await fill(store, answer, events=shown | ties, actors=[dyad.a, dyad.b], bound=bound, coded=known)


async def _coded(store: Store, dyad: Dyad, shown: set[str]) -> list[dict[str, Any]]:
    """Rows of the edges without a statement, by number and type: by their ids alone they would be looked for in one type after another."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for id_, edge in dyad.edges.items():
        if "statement" not in edge and id_ in shown:
            wanted[edge["edge_type"]].append(edge["eid"])
    return await store.read_types("edges_by_number", wanted)


Members = dict[str, list[Fold]]


async def _members(store: Store, id_: str, fold_to: FoldTo, as_of: date | None) -> Members:
    """Who stands for a side, each with the ways in which it does; the side itself needs none."""
    found: Members = {id_: []}
    if fold_to == "none":
        return found
    for row in await store.read("members_of", id=id_, as_of=as_of):
        if row["ties"]:
            found.setdefault(row["actor"], []).append(fold(id_, row["ties"][::-1]))
    return found


def _place(dyad: Dyad, row: Mapping[str, Any], sides: list[Members]) -> bool:
    """Put an edge into its lane, if its ends belong to the sides on its date."""
    edge = row["edge"]
    for lane, (source_side, target_side) in {"a_to_b": (0, 1), "b_to_a": (1, 0)}.items():
        ends = [
            (row["source"], sides[source_side], (dyad.a, dyad.b)[source_side]),
            (row["target"], sides[target_side], (dyad.a, dyad.b)[target_side]),
        ]
        folds = [_fold_on(actor, side, id_, edge) for actor, side, id_ in ends]
        if all(found is not None for found in folds):
            id_ = edge.get("statement") or edge["id"]
            if id_ not in dyad.lanes[lane]:
                dyad.lanes[lane].append(id_)
            dyad.edges[edge["id"]] = {**edge, "lane": lane, "source": row["source"], "target": row["target"], "edge_type": row["edge_type"]}
            used = [found for found in folds if isinstance(found, Fold)]
            if used:
                _tell_fold(dyad, id_, edge, used)
            return True
    return False


def _fold_on(actor: str, side: Members, id_: str, edge: Mapping[str, Any]) -> Fold | Literal["itself"] | None:
    if actor == id_:
        return "itself"
    return best_fold([one for one in side.get(actor, []) if one.valid_on(edge.get("date"), edge.get("date_to"))])


def _tell_fold(dyad: Dyad, id_: str, edge: Mapping[str, Any], folds: list[Fold]) -> None:
    """Folding multiplies the action's confidence by that of the weakest tie of each fold, and carries the weakest assertion."""
    confidence = edge.get("confidence") or 0.0
    for one in folds:
        confidence *= one.confidence
    told = {
        "event": id_,
        "edge": edge["id"],
        "ties": [tie for one in folds for tie in one.ties],
        "confidence": round(confidence, 4),
        "assertion": weakest_assertion(one.assertion for one in folds),
        "disputed": any(one.disputed for one in folds),
    }
    dyad.folded[edge["id"]] = told


def _cut(dyad: Dyad, answer: Answer, limit: int, more: bool) -> None:
    """Keep the earliest actions of both lanes together, so that a cut lane is not read as silence of the other side."""
    when = {edge.get("statement") or id_: (edge["date"], edge.get("statement") or id_) for id_, edge in dyad.edges.items()}
    shown = sorted({id_ for lane in dyad.lanes.values() for id_ in lane}, key=lambda id_: when[id_])
    if more or len(shown) > limit:
        kept = set(shown[:limit])
        dyad.lanes = {name: [id_ for id_ in lane if id_ in kept] for name, lane in dyad.lanes.items()}
        dyad.edges = {key: edge for key, edge in dyad.edges.items() if (edge.get("statement") or key) in kept}
        dyad.folded = {key: told for key, told in dyad.folded.items() if told["event"] in kept}
        answer.truncated = f"the first {limit} actions of the window, in time order"


async def _tell_unfolded(store: Store, answer: Answer, dyad: Dyad, bound: Bound) -> None:
    """Unnamed parties without a state fold to nothing; a dyad of states cannot count them, and says so."""
    for row in await store.read("unfolded_groups", ids=[dyad.a, dyad.b], filter=bound.parameters):
        answer.omitted.append(
            f"of {row['actor']}, actions with unnamed parties that fold to no state: {row['n']} ({', '.join(row['events'][:5])})"
        )
