"""What an action answered and what answered it, step by step across relations; what the line through it is, and how likely by chance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, Final

import numpy as np
from anyio.to_thread import run_sync

from graph.answers.answer import Answer
from graph.answers.coded import coded_events
from graph.answers.dyads import FoldTo
from graph.answers.events import note_assumed_days
from graph.answers.filters import Filter, bounded
from graph.answers.reading import Bound, bind, start
from graph.answers.relations import Relations, relations_of
from graph.answers.responses import Entry, Pair, Replies, Reply, served, tell_left_out, told_of
from graph.errors import QuestionError, UnknownError
from graph.escalation.actions import day_of
from graph.escalation.measure import Insufficient, Options
from graph.escalation.scales import TRADE, scales_of_all
from graph.escalation.spiral import ALPHA, GAPS, MIN_LENGTH, MIN_RUNG, chance_lengths, classify, p_value
from graph.store import Store
from graph.temporal.live import LiveIndex

MAX_STEPS: Final = 12
MAX_LINKS: Final = 500
"""Answers in both directions together: a chain that fans out beyond is cut, and says so."""

NO_CAUSE: Final = "A chain shows who answered whom as sources state it or as it is inferred; what is inferred is not shown to be cause."


@dataclass(frozen=True, slots=True)
class Step:
    """An answer at so many steps from the action asked for."""

    reply: Reply
    depth: int


async def chain(
    store: Store, event: str, *, fold_to: FoldTo = "state", max_steps: int = 6, filter: Filter, index: LiveIndex | None = None
) -> Answer:
    """Back to what an action answered, forward to what answered it. Links across relations are those that sources state.

    Raises:
        UnknownError: there is no such action, or the filter leaves it out. IndexUnready: the temporal index cannot answer just now.
    """
    bounded("max_steps", max_steps, 1, MAX_STEPS)
    answer = Answer(limits={"max_steps": max_steps, "ceiling_steps": MAX_STEPS, "max_links": MAX_LINKS}, notes=[NO_CAUSE])
    answer.question = {"event": event, "fold_to": fold_to, "max_steps": max_steps, "filter": filter.echo()}
    await start(store, answer)
    bound = await bind(store, filter)
    relations = await relations_of(store, index, answer, filter, bound, fold_to)
    act = await _act(store, relations, event, bound)
    replies = Replies(relations)
    back = await run_sync(partial(_walk, act, replies.of, lambda reply: reply.answered, max_steps, answer))
    forward = await run_sync(partial(_walk, act, replies.to, lambda reply: reply.answer, max_steps, answer))
    line = [*_line(act, back, lambda reply: reply.answered)[:0:-1], *_line(act, forward, lambda reply: reply.answer)]
    acts = {act, *(end for step in (*back, *forward) for end in (step.reply.answer, step.reply.answered))}
    names = await relations.events(store, answer, acts, bound)
    tell_left_out(replies, answer)
    note_assumed_days(answer, bound)
    answer.data = {
        "event": names[act],
        "back": _served(relations, back, names, answer),
        "forward": _served(relations, forward, names, answer),
        "line": await run_sync(partial(_described, relations, [one for one in line if one in names], names, replies)),
        **told_of(relations),
    }
    return answer


async def _act(store: Store, relations: Relations, event: str, bound: Bound) -> int:
    """The act that an event tells."""
    rows = await store.read("edges_of_event", id=event)
    eids = rows[0]["eids"] if rows else [row["edge"]["eid"] for row in await coded_events(store, [event], None)]
    if not eids:
        raise UnknownError(f"No action is called {event[:80]!r}.", parameter="event", hint="Search for it: ids are in every answer.")
    act = relations.act(min(eids))
    if not relations.ends(act):
        why = f"It was not public by {bound.as_of}." if bound.as_of else "Ask with fold_to=none for acts within one side."
        raise QuestionError(f"{event[:80]!r} is no act between two sides that the question lets pass.", parameter="event", hint=why)
    return act


def _walk(act: int, ask: Callable[[int], list[Reply]], onward: Callable[[Reply], int], max_steps: int, answer: Answer) -> list[Step]:
    """Breadth first, each act once."""
    found: list[Step] = []
    seen, edge = {act}, [act]
    for depth in range(1, max_steps + 1):
        after: list[int] = []
        for reply in (reply for one in edge for reply in ask(one)):
            if len(found) == MAX_LINKS:
                answer.truncated = f"{MAX_LINKS} answers; there are more"
                return found
            found.append(Step(reply, depth))
            if onward(reply) not in seen:
                seen.add(onward(reply))
                after.append(onward(reply))
        edge = after
    if edge:
        answer.omitted.append(f"what lies beyond {max_steps} steps")
    return found


def _line(act: int, steps: list[Step], onward: Callable[[Reply], int]) -> list[int]:
    """The longest way from an act along its steps; among equal ones that of the surest answers."""
    near = {act: (0, 1.0, -1)}
    for step in steps:
        other = step.reply.answer if onward(step.reply) == step.reply.answered else step.reply.answered
        depth, sure, _ = near.get(other, (step.depth - 1, 0.0, -1))
        value = (depth + 1, sure * (step.reply.probability or 0.0), other)
        known = near.get(onward(step.reply))
        if known is None or (known[0] == value[0] and known[1] < value[1]):
            near[onward(step.reply)] = value
    place = max(near, key=lambda one: (near[one][0], near[one][1], -one))
    way = [place]
    while near[way[-1]][2] >= 0:
        way.append(near[way[-1]][2])
    return way[::-1]


def _served(relations: Relations, steps: list[Step], names: Mapping[int, str], answer: Answer) -> list[Entry]:
    kept = [step for step in steps if step.reply.answer in names and step.reply.answered in names]
    return [{**served(relations, step.reply, names, answer.events), "depth": step.depth} for step in kept]


def _described(relations: Relations, line: list[int], names: Mapping[int, str], replies: Replies) -> Entry:
    """The line, what it is, and how often chance alone brings as much of it."""
    rungs = [relations.value(act, "rung") for act in line]
    kind = classify(rungs) if len(line) > 1 else "alone"
    stated = sum(_is_stated(replies, answered, answer) for answered, answer in pairwise(line))
    return {
        "events": [names[act] for act in line],
        "rungs": rungs,
        "kind": kind,
        "length": len(line),
        "net_rise": rungs[-1] - rungs[0],
        "stated": stated,
        "relations": sorted({tuple(sorted((relations.side(a), relations.side(b)))) for act in line for a, b in relations.ends(act)}),
        **_by_chance(relations, line, replies),
    }


def _is_stated(replies: Replies, answered: int, answer: int) -> bool:
    return any(row.basis == "stated" and row.answered == answered for row in replies.of(answer))


def _by_chance(relations: Relations, line: list[int], replies: Replies) -> Entry:
    """p = share of circular shifts of one side's acts that bring a chain as long as the longest run of the line that is one by M10."""
    run, pair = max(
        (_run(relations, line, pair) for pair in _pairs(line, replies)), key=lambda found: len(found[0]), default=([], (-1, -1))
    )
    kind = classify([relations.value(act, "rung") for act in run]) if len(run) > 1 else "mixed"
    if kind == "mixed":
        return {"called": None, "chance": None, "chance_of": None}
    end = relations.value(run[-1], "last")
    found = chance_lengths(relations.dyad(*pair), Options(end=min(end, relations.last)), kind)
    of = {"sides": [relations.side(one) for one in pair], "kind": kind, "length": len(run), "until": day_of(end)}
    if isinstance(found, Insufficient):
        return {"called": None, "chance": {"insufficient": {"have": found.have, "need": found.need, "what": found.what}}, "chance_of": of}
    p = p_value(len(run), found)
    told: dict[str, Any] = {"p": round(p, 4), "mean": float(found.mean()), "q95": float(np.quantile(found, 0.95)), "shifts": len(found)}
    return {"called": len(run) >= MIN_LENGTH and p <= ALPHA, "chance": told, "chance_of": of}


def _pairs(line: list[int], replies: Replies) -> list[Pair]:
    return list(dict.fromkeys(pair for act in line for pair in replies.pairs_of(act)))


def _run(relations: Relations, line: list[int], pair: Pair) -> tuple[list[int], Pair]:
    """The longest part of the line that M10 would call a chain: between two sides that take turns, known days, short gaps."""
    longest: list[int] = []
    run: list[int] = []
    for act in line:
        run = [*run, act] if run and _follows(relations, run[-1], act, pair) else [act] if _counts(relations, act, pair) else []
        longest = max(longest, run, key=len)
    return longest, pair


def _counts(relations: Relations, act: int, pair: Pair) -> bool:
    rung, days = relations.value(act, "rung"), [relations.value(act, column) for column in ("first", "last")]
    return (rung >= MIN_RUNG or rung < 0) and days[0] == days[1] and bool({pair, pair[::-1]} & set(relations.ends(act)))


def _follows(relations: Relations, before: int, act: int, pair: Pair) -> bool:
    if not _counts(relations, act, pair):
        return False
    turned = any(ends[::-1] in relations.ends(act) for ends in relations.ends(before) if set(ends) == set(pair))
    family = scales_of_all().family
    trade = all(family[relations.value(one, "action")] == TRADE for one in (before, act))
    return turned and 0 < relations.value(act, "first") - relations.value(before, "first") <= GAPS[trade]
