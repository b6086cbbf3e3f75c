"""All relations, or a group's, by how much they changed: the verdict's votes over every dyad, the false discovery rate held."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

import numpy as np
from anyio.to_thread import run_sync
from numpy.typing import NDArray

from graph.answers.answer import Answer
from graph.answers.dyads import FoldTo
from graph.answers.events import note_assumed_days
from graph.answers.filters import Filter, bounded
from graph.answers.reading import bind, fill, start
from graph.answers.relations import Relations, public_day, relations_of
from graph.answers.walks import resolve_all
from graph.escalation.actions import Actions, day_of
from graph.escalation.board import ALL_WORDS, FDR, Board, BoardOptions, board
from graph.escalation.scales import DEDUP, SCALE, scales_of_all
from graph.escalation.verdict import COMPARED
from graph.escalation.votes import NO_RUNG, NOW
from graph.store import Store
from graph.temporal.build import columns_of
from graph.temporal.live import LiveIndex

MAX_ROWS: Final = 500
MAX_NAMED: Final = 8
"""Events named beside a row, the latest of those behind its numbers; how many there are is told."""

QUIET: Final = "quiet"
"""No hostile act in 56 days and no step on the ladder."""

VOTES: Final = ("intensity", "trend", "ladder")
Entry = dict[str, Any]


async def escalation_board(
    store: Store,
    actors: str = "",
    *,
    fold_to: FoldTo = "state",
    limit: int = 50,
    filter: Filter,
    index: LiveIndex | None = None,
) -> Answer:
    """Every dyad with a hostile act in 56 days or a step on the ladder, ranked by change; of some actors or of a group's members.

    It is that of the filter's last day (`until`, `as_of`, today). `since` asks what changed from that day on, as it was known then.

    Raises:
        IndexUnready: the temporal index cannot answer just now.
    """
    bounded("limit", limit, 1, MAX_ROWS)
    answer = Answer(limits={"limit": limit, "max_limit": MAX_ROWS})
    await start(store, answer)
    ids = await resolve_all(store, actors, parameter="actors") if actors.strip() else []
    bound = await bind(store, filter)
    relations = await relations_of(store, index, answer, filter, bound, fold_to)
    group = _group(relations, [relations.ground.number(id_, "actors") for id_ in ids]) if ids else ()
    answer.question = {"actors": ids, "fold_to": fold_to, "limit": limit, "filter": filter.echo()}
    now = await run_sync(partial(_board, relations, group, relations.last, fold_to))
    before = await run_sync(partial(_board, relations, group, relations.first, fold_to)) if filter.since else None
    turned = _turned(_words(now), _words(before)) if before is not None else []
    behind = {dyad: _behind(relations, dyad) for dyad in [*now.dyad[:limit].tolist(), *(one[0] for one in turned[:limit])]}
    names = await relations.events(store, answer, [act for acts in behind.values() for act in acts.eid[-MAX_NAMED:].tolist()], bound)
    await _fill_sides(store, answer, relations, list(behind))
    note_assumed_days(answer, bound)
    if len(now) > limit:
        answer.truncated = f"the first {limit} of {len(now)} dyads"
    told = {dyad: _named(relations, dyad, acts, names, answer) for dyad, acts in behind.items()}
    answer.data = {
        "day": day_of(relations.last),
        "since": filter.since,
        "rows": [told[int(now.dyad[place])] | _row(now, place) for place in range(min(limit, len(now)))],
        "dyads": len(now),
        "compared": now.dyads_compared,
        "discovered": int(now.discovered.sum()),
        "changes": [told[dyad] | {"before": was, "now": word} for dyad, was, word in turned[:limit]],
        "changed": len(turned),
        "members": [relations.side(one) for one in group],
        "scale": SCALE,
        "dedup": DEDUP,
        "window": {"first": day_of(relations.last - 2 * COMPARED + 1), "last": day_of(relations.last)},
        "fdr": FDR,
    }
    return answer


def _group(relations: Relations, numbers: Sequence[int]) -> tuple[int, ...]:
    """The actors named, and of a group its members on the last day."""
    ties, names = relations.ground.index.ties, relations.ground.index.catalogue
    columns, ends = ties.columns, columns_of(ties)
    member = np.isin(columns["action"], [number for number, name in enumerate(names.action_types) if name == "MEMBER_OF"])
    held = (columns["first"] <= relations.last) & (columns["last"] >= relations.last)
    inside = ends.source[member & held & np.isin(ends.target, list(numbers))]
    return tuple(sorted({*numbers, *inside.tolist()}))


def _board(relations: Relations, group: tuple[int, ...], day: int, fold_to: FoldTo) -> Board:
    """The board of a day, of what was public by then; kept for this version of the graph."""
    key = ("board", day, group, fold_to, relations.filter)
    if key not in relations.shelf.made:
        edges, keep = relations.edges, relations.keep
        if day != relations.last:
            keep = keep & (public_day(edges) <= day)
        relations.shelf.keep(key, board(edges, scales_of_all(), BoardOptions(end=day, keep=keep, dyads=_dyads(relations, group))))
    found: Board = relations.shelf.made[key]
    return found


def _dyads(relations: Relations, group: tuple[int, ...]) -> NDArray[np.bool_] | None:
    if not group:
        return None
    return np.isin(relations.edges.dyad_source, group) | np.isin(relations.edges.dyad_target, group)


def _words(found: Board) -> dict[int, str]:
    """What the board says of its dyads; of those with too few acts for statistics what their ladder says."""
    return {int(dyad): _word(found, place) for place, dyad in enumerate(found.dyad)}


def _word(found: Board, place: int) -> str:
    if found.word[place]:
        return ALL_WORDS[found.word[place]]
    now, before = (max(0, int(rung)) for rung in found.rung[place])
    return "climbing" if now > before else "holding" if now == before else "easing"


def _turned(now: Mapping[int, str], before: Mapping[int, str]) -> list[tuple[int, str, str]]:
    """Dyads whose word is another, those of the later board first; one that is on no board is quiet."""
    words = ((dyad, before.get(dyad, QUIET), now.get(dyad, QUIET)) for dyad in dict.fromkeys([*now, *before]))
    return [(dyad, was, word) for dyad, was, word in words if was != word]


def _behind(relations: Relations, dyad: int) -> Actions:
    """The acts that a row's numbers rest on: hostile ones of the two windows compared, and the highest of the last 90 days."""
    acts = relations.acts(*_ends(relations, dyad))
    compared = acts.conflict & (acts.last > relations.last - 2 * COMPARED)
    latest = acts.last > relations.last - NOW
    highest = latest & (acts.rung >= 1) & (acts.rung == acts.rung[latest].max(initial=NO_RUNG))
    return acts.where(compared | highest)


def _ends(relations: Relations, dyad: int) -> tuple[int, int]:
    return int(relations.edges.dyad_source[dyad]), int(relations.edges.dyad_target[dyad])


async def _fill_sides(store: Store, answer: Answer, relations: Relations, dyads: Sequence[int]) -> None:
    await fill(store, answer, actors={relations.side(end) for dyad in dyads for end in _ends(relations, dyad)})


def _row(now: Board, place: int) -> Entry:
    rungs = [None if rung == NO_RUNG else int(rung) for rung in now.rung[place]]
    enough = not math.isnan(now.p_value[place])
    return {
        "form": "statistical" if enough else "sparse",
        "word": _word(now, place),
        "votes": [name for bit, name in enumerate(VOTES) if now.votes[place] >> bit & 1],
        "log_ratio": round(float(now.log_ratio[place]), 4) if enough else None,
        "standard_error": round(float(now.error[place]), 4) if enough else None,
        "p_value": float(now.p_value[place]) if enough else None,
        "q_value": float(now.q_value[place]) if enough else None,
        "discovered": bool(now.discovered[place]),
        "acts_now": round(float(now.n[place, 0]), 4),
        "acts_before": round(float(now.n[place, 1]), 4),
        "rung_now": rungs[0],
        "rung_before": rungs[1],
    }


def _named(relations: Relations, dyad: int, acts: Actions, names: Mapping[int, str], answer: Answer) -> Entry:
    """The two sides, and the latest of the acts behind the numbers with how many reports of them there are."""
    source, target = _ends(relations, dyad)
    events = [names[act] for act in acts.eid[-MAX_NAMED:].tolist() if act in names]
    reports = sum(max(1, answer.events[id_]["said"].get("mentions") or len(answer.events[id_]["sources"])) for id_ in events)
    return {
        "source": relations.side(source),
        "target": relations.side(target),
        "counts": {"events": len(acts), "named": len(events), "reports_of_named": reports},
        "events": events,
    }
