"""The verdict of a dyad with few acts: the ladder and the stated answers alone, in words that stand by themselves. No statistics here.

    quiet     no hostile act in 270 days            climbing  highest rung of 90 days above that of the 180 days before
    holding   equal                                 easing    lower, or since the last hostile act only acts of peace

Only what certainly lies in the 90 days counts for a climb. First class, because curated dyads are sparse: each word names its acts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from graph.escalation.actions import Actions, Dyad, day_of
from graph.escalation.matching import Pairs, match
from graph.escalation.measure import Options, Provenance, provenance
from graph.escalation.spiral import MIN_LENGTH, classify
from graph.escalation.votes import BEFORE, NO_RUNG, NOW, SURE

HOSTILE: Final = 1
"""Lowest rung of a hostile act."""


@dataclass(frozen=True, slots=True)
class Step:
    """An act on a higher rung than any of its side that was certainly earlier (`highest_before`)."""

    eid: int
    side: str
    first: int
    rung: int
    highest_before: int | None


@dataclass(frozen=True, slots=True)
class Stated:
    """An answer that a source states. Latency in days (least, most); `count_ratio` where both count one unit."""

    answer: int
    answered: int
    by: str
    latency: tuple[int, int]
    rung_difference: int
    count_ratio: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Sparse:
    """`word`: climbing, holding, easing or quiet; `pattern`: exchange, spiral, unwinding or mixed of a run of four stated
    answers and more; else exchange, raised or lowered by the median answer; or unanswered. `moved`: acts behind the word."""

    word: str
    text: str
    pattern: str
    now: int | None
    before: int | None
    peak: int | None
    peak_day: int | None
    steps: tuple[Step, ...]
    answers: tuple[Stated, ...]
    moved: tuple[int, ...]
    provenance: Provenance


def sparse_verdict(dyad: Dyad, options: Options) -> Sparse:
    """Of both sides by the end of the window, from every act that is known."""
    known = dyad.until(options.end)
    acts = known.since(options.end - NOW - BEFORE + 1).both
    hostile = acts.where((acts.rung >= HOSTILE) & (acts.confidence >= SURE - 1e-6))
    now, before = _highest(hostile, options.end)
    word, moved = _word(acts, hostile, now, before)
    answers = (*_stated(known), *_stated(known.turned()))
    peak = _peak(known)
    found = Sparse(
        word=word,
        text="",
        pattern=_pattern(known, answers),
        now=now,
        before=before,
        peak=peak[0] if peak else None,
        peak_day=peak[1] if peak else None,
        steps=tuple(sorted((*_steps(known.ab, known.names[0]), *_steps(known.ba, known.names[1])), key=lambda one: (one.first, one.eid))),
        answers=tuple(sorted(answers, key=lambda one: (one.answered, one.answer))),
        moved=moved,
        provenance=_provenance(known, options.end),
    )
    return _worded(found, known)


def _provenance(known: Dyad, end: int) -> Provenance:
    """Of every act of both sides, from the first on."""
    window = (min((int(side.first[0]) for side in (known.ab, known.ba) if len(side)), default=end), end)
    a, b = (provenance(side, window) for side in (known.ab, known.ba))
    return Provenance("rung, ordinal -3..10", window, a.events + b.events, a.reports + b.reports, np.concatenate([a.ids, b.ids]))


def _peak(known: Dyad) -> tuple[int, int] | None:
    """The highest rung of either side and the first day on which it was reached."""
    found = []
    for side in (known.ab, known.ba):
        high = side.where((side.rung >= HOSTILE) & (side.confidence >= SURE - 1e-6))
        found += [(int(high.rung.max()), int(high.first[np.argmax(high.rung)]))] if len(high) else []
    return min(found, key=lambda one: (-one[0], one[1]), default=None)


def _highest(hostile: Actions, end: int) -> tuple[int | None, int | None]:
    """The highest rung of what certainly lies in the last days, and of what may lie in those before."""
    latest = hostile.first > end - NOW
    now = hostile.rung[latest & (hostile.last <= end)]
    before = hostile.rung[~latest & (hostile.last > end - NOW - BEFORE)]
    return (int(now.max()) if len(now) else None), (int(before.max()) if len(before) else None)


def _word(acts: Actions, recent: Actions, now: int | None, before: int | None) -> tuple[str, tuple[int, ...]]:
    if not len(recent):
        return "quiet", ()
    peace = acts.where((acts.rung < 0) & (acts.first > recent.last.max()))
    if len(peace):
        return "easing", tuple(peace.eid.tolist())
    if (now or 0) > (before or 0):
        climbed = recent.where(recent.rung > (before or 0))
        return "climbing", tuple(climbed.eid.tolist())
    level = recent.where(recent.rung == max(now or 0, before or 0))
    return ("holding" if now == before else "easing"), tuple(level.eid.tolist())


def _steps(these: Actions, side: str) -> list[Step]:
    by_last = np.argsort(these.last, kind="stable")
    highest = np.maximum.accumulate(these.rung[by_last].astype(np.int64)) if len(these) else np.empty(0, np.int64)
    earlier = np.searchsorted(these.last[by_last], these.first)
    before = np.where(earlier > 0, highest[np.maximum(earlier - 1, 0)], NO_RUNG) if len(these) else earlier
    places = np.flatnonzero((these.rung >= HOSTILE) & (these.rung > np.maximum(before, 0)))
    return [
        Step(int(these.eid[i]), side, int(these.first[i]), int(these.rung[i]), None if before[i] == NO_RUNG else int(before[i]))
        for i in places.tolist()
    ]


def _stated(dyad: Dyad) -> tuple[Stated, ...]:
    """Answers by the target of dyad.ab."""
    if not dyad.stated:
        return ()
    pairs = match(dyad.ab, dyad.ba, dyad.stated)
    name = dyad.names[1]
    return tuple(_row(dyad, pairs, k, name) for k in np.flatnonzero(pairs.stated).tolist())


def _row(dyad: Dyad, pairs: Pairs, k: int, by: str) -> Stated:
    ratio = float(pairs.count_ratio[k])
    return Stated(
        answer=int(dyad.ba.eid[pairs.answer[k]]),
        answered=int(dyad.ab.eid[pairs.answered[k]]),
        by=by,
        latency=(int(pairs.latency_min[k]), int(pairs.latency_max[k])),
        rung_difference=int(pairs.rung_difference[k]),
        count_ratio=None if np.isnan(ratio) else ratio,
    )


def _pattern(known: Dyad, answers: tuple[Stated, ...]) -> str:
    """What the longest run of answers to answers is; where none has four acts, what most answers are beside what they answer."""
    if not answers:
        return "unanswered"
    rung = {eid: rung for side in (known.ab, known.ba) for eid, rung in zip(side.eid.tolist(), side.rung.tolist(), strict=True)}
    before = {one.answer: one.answered for one in answers}
    longest = max((_run_back(one.answer, before) for one in answers), key=lambda run: (len(run), run[-1]))
    if len(longest) >= MIN_LENGTH:
        return classify([rung[eid] for eid in longest])
    middle = float(np.median([one.rung_difference for one in answers]))
    return "exchange" if middle == 0 else "raised" if middle > 0 else "lowered"


def _run_back(eid: int, before: dict[int, int]) -> list[int]:
    run = [eid]
    # Two sources may state a circle: each act is told once.
    while (earlier := before.get(run[0])) is not None and earlier not in run:
        run.insert(0, earlier)
    return run


def _worded(found: Sparse, dyad: Dyad) -> Sparse:
    a, b = dyad.names
    return replace(found, text=" ".join(part for part in (_count(dyad, a, b), _level(found), _answered(found)) if part))


def _count(dyad: Dyad, a: str, b: str) -> str:
    mine, theirs = (int((these.rung >= HOSTILE).sum()) for these in (dyad.ab, dyad.ba))
    return f"{_number(mine, 'hostile act')} of {a} against {b}, {theirs} of {b} against {a}."


def _level(found: Sparse) -> str:
    if found.peak is None or found.peak_day is None:
        return "Nothing on the ladder."
    peak = f"Highest rung {found.peak}, on {day_of(found.peak_day)}."
    now = "no hostile act" if found.now is None else f"rung {found.now}"
    before = "none" if found.before is None else f"rung {found.before}"
    return f"{peak} {now.capitalize()} in the last {NOW} days, {before} in the {BEFORE} before: {found.word}."


def _answered(found: Sparse) -> str:
    if not found.answers:
        return "No source states that one side answered the other."
    least = [one.latency[0] for one in found.answers]
    most = [one.latency[1] for one in found.answers]
    kind = sum(one.rung_difference == 0 for one in found.answers)
    days = f"{max(0, min(least))} to {max(most)} days" if min(least) != max(most) else f"{_number(max(most), 'day')}"
    return f"Sources state {_number(len(found.answers), 'answer')}, after {days}, {kind} on the same rung: {found.pattern}."


def _number(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
