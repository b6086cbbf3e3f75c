"""Who answered whom with what: of two sides, of one, or of everybody in a window. Stated answers first; inferred ones say what for.

An inferred answer is computed from what the question lets be known, whether or not `retorsion infer` has written it down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from time import monotonic
from typing import Any, Final

from anyio.to_thread import run_sync

from graph.answers.answer import Answer
from graph.answers.dyads import FoldTo
from graph.answers.events import note_assumed_days
from graph.answers.filters import Filter, bounded
from graph.answers.reading import bind, resolve, start
from graph.answers.relations import Relations, Told, relations_of
from graph.errors import QuestionError
from graph.escalation.actions import Dyad, day_of
from graph.escalation.matching import unordered
from graph.escalation.measure import WINDOW
from graph.escalation.responses import CEILING, THRESHOLD, Inferred, infer_years
from graph.escalation.scales import DEDUP, FAMILIES, scales_of_all
from graph.store import Store
from graph.temporal.live import LiveIndex

MAX_REPLIES: Final = 1000
MAX_PAIRS: Final = 500
"""Relations in which answers are inferred; of more than these only the stated ones are told."""

MOST_ACTS: Final = 2000
"""Acts of a relation beyond which answers are inferred for the last three years alone."""

BUDGET_S: Final = 10.0
"""For inference in one question."""

STATED: Final = 0.9
"""Confidence of an answer that a source states (docs/confidence.md)."""

COMPILED: Final = "the dataset's compilers infer it"
Entry = dict[str, Any]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One act that answers another, by numbers of acts. `probability` is at most .6 unless a source states it; None: nobody gave one."""

    answer: int
    answered: int
    basis: str
    method: str = ""
    version: str = ""
    probability: float | None
    speaks: tuple[str, ...] = ()
    words: str | None = None
    source: str | None = None


@dataclass(slots=True, eq=False)
class Replies:
    """The answers among some relations; those of a pair of sides are inferred when they are first asked for, until the time is over."""

    relations: Relations
    seconds: float = BUDGET_S
    inferred: dict[Pair, dict[int, Reply]] = field(default_factory=dict)
    shortened: set[Pair] = field(default_factory=set)
    skipped: set[Pair] = field(default_factory=set)
    begun: float = field(default_factory=monotonic)

    def of(self, act: int) -> list[Reply]:
        """What an act answers: as told, else as inferred."""
        told = [_as_told(one) for one in self.relations.answers_of.get(act, ()) if self.relations.ends(one.answered)]
        guessed = [row for pair in self.pairs_of(act) if (row := self.between(*pair).get(act))]
        return _settled([*told, *guessed])

    def to(self, act: int) -> list[Reply]:
        """What answers an act."""
        told = [one.answer for one in self.relations.answers_to.get(act, ()) if self.relations.ends(one.answer)]
        guessed = [row.answer for pair in self.pairs_of(act) for row in self.between(*pair).values() if row.answered == act]
        return [row for answer in dict.fromkeys([*told, *guessed]) for row in self.of(answer) if row.answered == act]

    def pairs_of(self, act: int) -> list[Pair]:
        return sorted({(min(ends), max(ends)) for ends in self.relations.ends(act)})

    def between(self, a: int, b: int) -> Mapping[int, Reply]:
        """What is inferred between two sides, by the act that answers; nothing of acts of which a source states what they answer."""
        if (a, b) not in self.inferred:
            if monotonic() - self.begun > self.seconds:
                self.skipped.add((a, b))
                return {}
            dyad = self.relations.dyad(a, b)
            first = self.relations.first
            if len(dyad.both) > MOST_ACTS:
                first = max(first, self.relations.last - WINDOW + 1)
                self.shortened.add((a, b))
            rows = infer_years(dyad, first, self.relations.last, threshold=THRESHOLD)
            stated = {one.answer for one in self.relations.told if one.basis == "stated"}
            self.inferred[a, b] = {row.answer: _as_inferred(row) for row in rows if row.answer not in stated}
        return self.inferred[a, b]


def _as_told(one: Told) -> Reply:
    if one.basis == "stated":
        said = ("a source states it",)
        return Reply(
            answer=one.answer, answered=one.answered, basis="stated", probability=STATED, speaks=said, words=one.words, source=one.source
        )
    return Reply(
        answer=one.answer, answered=one.answered, basis="inferred", method="compiled", probability=None, speaks=(COMPILED,), words=one.words
    )


def _as_inferred(row: Inferred) -> Reply:
    return Reply(
        answer=row.answer,
        answered=row.answered,
        basis="inferred",
        method=row.method,
        version=row.version,
        probability=round(min(row.probability, CEILING), 4),
        speaks=row.speaks,
    )


def _settled(rows: Iterable[Reply]) -> list[Reply]:
    """Each pair once: what compilers and we infer alike is ours, with their words."""
    found: dict[Pair, Reply] = {}
    for row in rows:
        key = row.answer, row.answered
        if key in found and found[key].probability is None:
            row = replace(row, speaks=(*row.speaks, COMPILED), words=found[key].words)
        found[key] = row
    return list(found.values())


async def responses(
    store: Store,
    a: str = "",
    b: str = "",
    *,
    fold_to: FoldTo = "state",
    limit: int = 200,
    filter: Filter,
    index: LiveIndex | None = None,
) -> Answer:
    """The answers between a and b, of a alone with everybody, or of everybody; given within the filter's window.

    With `as_of` only what was public by then speaks, and nothing that was inferred from more.

    Raises:
        QuestionError: b is named without a. IndexUnready: the temporal index cannot answer just now.
    """
    bounded("limit", limit, 1, MAX_REPLIES)
    if b.strip() and not a.strip():
        raise QuestionError("b is named without a.", parameter="a")
    answer = Answer(limits={"limit": limit, "max_limit": MAX_REPLIES, "max_pairs": MAX_PAIRS})
    await start(store, answer)
    ids = [await resolve(store, text, parameter=name) for name, text in (("a", a), ("b", b)) if text.strip()]
    if len(set(ids)) < len(ids):
        raise QuestionError("a and b are the same actor.", parameter="b")
    bound = await bind(store, filter)
    relations = await relations_of(store, index, answer, filter, bound, fold_to)
    sides = [relations.ground.number(id_, name) for id_, name in zip(ids, "ab", strict=False)]
    answer.question = {"a": ids[0] if ids else None, "b": ids[1] if b.strip() else None, "fold_to": fold_to, "limit": limit}
    answer.question["filter"] = filter.echo()
    found, together = await run_sync(partial(_found, Replies(relations), sides, answer))
    shown = _latest(answer, relations, found, limit)
    acts = [act for row in shown for act in (row.answer, row.answered)] + [act for pair in together[:limit] for act in pair]
    names = await relations.events(store, answer, acts, bound)
    note_assumed_days(answer, bound)
    rows = [served(relations, row, names, answer.events) for row in shown if row.answer in names and row.answered in names]
    answer.data = {
        "responses": rows,
        "simultaneous": [_simultaneous(relations, pair, names) for pair in together[:limit] if names.keys() >= set(pair)],
        "counts": {
            "stated": sum(row.basis == "stated" for row in found),
            "inferred": sum(row.basis == "inferred" for row in found),
            "simultaneous": len(together),
        },
        **told_of(relations),
    }
    return answer


def told_of(relations: Relations) -> Entry:
    """What every number of these answers rests on."""
    return {
        "scale": "rung, ordinal -3..10; latency in days, a range where dates are vague; probability at most .6 unless a source states it",
        "dedup": DEDUP,
        "window": {"first": day_of(relations.first), "last": day_of(relations.last)},
    }


def _found(replies: Replies, sides: list[int], answer: Answer) -> tuple[list[Reply], list[Pair]]:
    """Answers given in the window, and pairs of acts of one day that nobody orders."""
    relations = replies.relations
    pairs = [(min(sides), max(sides))] if len(sides) == 2 else relations.pairs(sides or None)
    if len(pairs) > MAX_PAIRS:
        answer.omitted.append(f"inferred answers of {len(pairs) - MAX_PAIRS} relations: name a side, or two")
        pairs = pairs[:MAX_PAIRS]
    told = [one.answer for one in relations.told if _concerns(relations, one, sides)]
    guessed = [act for pair in pairs for act in replies.between(*pair)]
    rows = [row for act in dict.fromkeys([*told, *guessed]) if _inside(relations, act) for row in replies.of(act)]
    if len(sides) == 2:
        rows = [row for row in rows if _touches(relations, row.answer, sides) and _touches(relations, row.answered, sides)]
    tell_left_out(replies, answer)
    ordered = {(row.answered, row.answer) for row in rows}
    together = {one for pair in pairs for one in _together(relations.dyad(*pair), ordered) if _inside(relations, one[0])}
    return rows, sorted(together, key=lambda pair: (relations.value(pair[0], "first"), pair))


def tell_left_out(replies: Replies, answer: Answer) -> None:
    if replies.shortened:
        answer.notes.append(f"Answers among more than {MOST_ACTS:,} acts are inferred for the last three years.")
    if replies.skipped:
        answer.omitted.append(f"inferred answers of {len(replies.skipped)} relations: the time was over; name a side, or a window")


def _together(dyad: Dyad, ordered: set[Pair]) -> list[Pair]:
    return unordered(dyad.ab, dyad.ba, ordered)


def _concerns(relations: Relations, one: Told, sides: list[int]) -> bool:
    acts = (one.answer, one.answered)
    if not all(relations.ends(act) for act in acts):
        return False
    touching = [_touches(relations, act, sides) for act in acts]
    return not sides or (all(touching) if len(sides) == 2 else any(touching))


def _touches(relations: Relations, act: int, sides: list[int]) -> bool:
    """Whether an act is between these sides, or has the one side as an end."""
    return any(set(sides) <= set(ends) for ends in relations.ends(act))


def _inside(relations: Relations, act: int) -> bool:
    return bool(relations.ends(act)) and relations.value(act, "last") >= relations.first and relations.value(act, "first") <= relations.last


def _latest(answer: Answer, relations: Relations, rows: list[Reply], limit: int) -> list[Reply]:
    ordered = sorted(rows, key=lambda row: (relations.value(row.answer, "first"), row.answer, row.answered))
    if len(ordered) > limit:
        answer.truncated = f"the latest {limit} of {len(ordered)} answers"
    return ordered[-limit:]


def served(relations: Relations, row: Reply, names: Mapping[int, str], events: Mapping[str, Entry]) -> Entry:
    """An answer with the days and rungs of both acts."""
    answer, answered = (events[names[act]] for act in (row.answer, row.answered))
    first, last = (tuple(relations.value(act, column) for column in ("first", "last")) for act in (row.answered, row.answer))
    counted = answered["unit"] and answered["unit"] == answer["unit"] and answered["magnitude"] and answer["magnitude"] is not None
    return {
        "answer": names[row.answer],
        "answered": names[row.answered],
        "by": _sides(relations, row.answer),
        "to": _sides(relations, row.answered),
        "basis": row.basis,
        "method": row.method or None,
        "version": row.version or None,
        "probability": row.probability,
        "speaks": list(row.speaks),
        "words": row.words,
        "source": row.source,
        "family": FAMILIES[int(scales_of_all().family[relations.value(row.answer, "action")])],
        "latency_days": {"min": max(0, last[0] - first[1]), "max": max(0, last[1] - first[0])},
        "simultaneous": first == last and first[0] == first[1],
        "rung": answer["rung"],
        "answered_rung": answered["rung"],
        "rung_difference": answer["rung"] - answered["rung"],
        "count_ratio": round(answer["magnitude"] / answered["magnitude"], 4) if counted else None,
    }


def _sides(relations: Relations, act: int) -> list[str]:
    return sorted({relations.side(source) for source, _ in relations.ends(act)})


def _simultaneous(relations: Relations, pair: Pair, names: Mapping[int, str]) -> Entry:
    family = FAMILIES[int(scales_of_all().family[relations.value(pair[0], "action")])]
    return {"events": [names[act] for act in pair], "day": day_of(relations.value(pair[0], "first")), "family": family}
