"""Hide what sources state and infer it: precision, recall and F1 by threshold against 'the nearest earlier hostile act of the other side'.

    python -m bench.responses [FOLDER OF CHRONOLOGY FILES]

The unit is an act between two states. A hit is a prediction among the acts that a source says it answers; a false one any other
prediction, also for acts of which no source says that they answer; acts for which the chronology itself only infers an answer count as
neither when they agree. The interval of the difference of F1 is a paired bootstrap over acts. No inference here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.chronology import BUNDLED, Chronology, read_chronology
from graph.escalation import Dyad, Options, infer
from graph.escalation.matching import certainly_before

THRESHOLDS: Final = (0.1, 0.2, 0.3, 0.4, 0.5)
REPEATS: Final = 2_000
WINDOW: Final = 3 * 366
Predicted = Mapping[tuple[str, str, int], tuple[int, float]]


@dataclass(frozen=True)
class Case:
    """One act of a dyad: what sources say that it answers, and what the chronology infers."""

    dyad: tuple[str, str]
    answer: int
    stated: frozenset[int]
    inferred: frozenset[int]
    cooperative: bool
    same_day: bool

    @property
    def key(self) -> tuple[str, str, int]:
        return (*self.dyad, self.answer)


@dataclass(frozen=True)
class Score:
    precision: float
    recall: float
    f1: float


def cases(book: Chronology) -> list[Case]:
    """Every act of every dyad."""
    found = []
    for a, b in book.pairs():
        dyad = book.dyad(a, b)
        acts = dyad.both
        sides = {int(eid): side for side, these in enumerate((dyad.ab, dyad.ba)) for eid in these.eid}
        told = [act for act in book.acts if {act.source, act.target} == {a, b}]
        inferred = list(book.links(told, basis="inferred"))
        day = dict(zip(acts.eid.tolist(), acts.first.tolist(), strict=True))
        for place, eid in enumerate(acts.eid.tolist()):
            stated = frozenset(one for answer, one in dyad.stated if answer == eid and sides[one] != sides[eid])
            guessed = frozenset(one for answer, one in inferred if answer == eid)
            simultaneous = bool(stated) and all(day[one] == day[eid] for one in stated)
            found.append(Case((a, b), eid, stated, guessed, bool(acts.rung[place] < 1), simultaneous))
    return found


def ours(book: Chronology, threshold: float) -> Predicted:
    """What graph.escalation infers with the stated links hidden."""
    found: dict[tuple[str, str, int], tuple[int, float]] = {}
    for a, b in book.pairs():
        dyad = book.dyad(a, b, stated=False)
        end = int(dyad.both.last.max()) + 1
        # Each three years by themselves, as a report would see them: the window ends with the act.
        for eid, last in zip(dyad.both.eid.tolist(), dyad.both.last.tolist(), strict=True):
            rows = infer(dyad, Options(end=min(end, last), window=WINDOW), threshold=threshold)
            found |= {(a, b, row.answer): (row.answered, row.probability) for row in rows if row.answer == eid}
    return found


def nearest(book: Chronology, most: int | None = None) -> Predicted:
    """The nearest earlier hostile act of the other side, within `most` days if given."""
    found: dict[tuple[str, str, int], tuple[int, float]] = {}
    for a, b in book.pairs():
        dyad = book.dyad(a, b, stated=False)
        for side in (dyad, dyad.turned()):
            found |= {(a, b, answer): (answered, 1.0) for answer, answered in _nearest(side, most)}
    return found


def _nearest(dyad: Dyad, most: int | None) -> Iterable[tuple[int, int]]:
    acts, others = dyad.ab.where(dyad.ab.conflict), dyad.ba.where(dyad.ba.conflict)
    for b in range(len(others)):
        every = np.arange(len(acts))
        near = every[certainly_before(acts, every, others, np.full(len(acts), b))]
        if most is not None:
            near = near[others.first[b] - acts.last[near] <= most]
        if len(near):
            yield int(others.eid[b]), int(acts.eid[near[np.argmax(acts.last[near])]])


def outcomes(every: list[Case], predicted: Predicted) -> NDArray[np.int64]:
    """For each case: hit, false, missed (0 or 1 each)."""
    rows = []
    for case in every:
        guess = predicted.get(case.key, (None, 0.0))[0]
        hit = guess in case.stated
        false = guess is not None and not hit and guess not in case.inferred
        rows.append((hit, false, bool(case.stated) and not hit))
    return np.array(rows, np.int64)


def score(rows: NDArray[np.int64]) -> Score:
    hit, false, missed = rows.sum(axis=0).tolist()
    return Score(hit / max(1, hit + false), hit / max(1, hit + missed), 2 * hit / max(1, 2 * hit + false + missed))


def difference(mine: NDArray[np.int64], other: NDArray[np.int64], seed: int = 0) -> tuple[float, float, float]:
    """F1 of one minus F1 of the other, with the 95 % interval of a paired bootstrap over cases."""
    picked = np.random.default_rng(seed).integers(0, len(mine), size=(REPEATS, len(mine)))
    drawn = [score(mine[one]).f1 - score(other[one]).f1 for one in picked]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return score(mine).f1 - score(other).f1, float(low), float(high)


def failures(book: Chronology, every: list[Case], predicted: Predicted) -> list[str]:
    """Where it fails, in words."""
    lines = []
    for case, (hit, false, missed) in zip(every, outcomes(every, predicted).tolist(), strict=True):
        if hit or not (false or missed):
            continue
        guess = predicted.get(case.key, (None, 0.0))[0]
        why = "same day" if case.same_day else "cooperative" if case.cooperative else "wrong" if false else "missed"
        truth = ", ".join(sorted(book.name(one) for one in case.stated)) or "nothing stated"
        said = book.name(guess) if guess is not None else "nothing"
        lines.append(f"{why:12} {'-'.join(case.dyad)}  {book.name(case.answer)}: {truth}; said {said}")
    return sorted(lines)


def main(folder: Path = BUNDLED) -> None:
    book = read_chronology(folder)
    every = cases(book)
    out = sys.stdout
    out.write(f"{len(every)} acts in {len(book.pairs())} dyads, {sum(bool(case.stated) for case in every)} with a stated answer\n\n")
    out.write(f"{'method':28}{'precision':>10}{'recall':>8}{'F1':>7}   F1 less that of nearest\n")
    base = outcomes(every, nearest(book))
    rows = {"nearest hostile act": base, "nearest within 30 days": outcomes(every, nearest(book, 30))}
    lowest = ours(book, THRESHOLDS[0])
    for threshold in THRESHOLDS:
        kept = {key: one for key, one in lowest.items() if one[1] >= threshold}
        rows[f"retorsion, p >= {threshold}"] = outcomes(every, kept)
    for name, row in rows.items():
        one, (gain, low, high) = score(row), difference(row, base)
        out.write(f"{name:28}{one.precision:10.2f}{one.recall:8.2f}{one.f1:7.2f}   {gain:+.2f} [{low:+.2f}, {high:+.2f}]\n")
    out.write("\nwhere it fails at p >= 0.3:\n")
    out.writelines(f"  {line}\n" for line in failures(book, every, {key: one for key, one in lowest.items() if one[1] >= 0.3}))


if __name__ == "__main__":
    main(*(Path(one) for one in sys.argv[1:2]))
