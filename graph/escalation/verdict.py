"""M4: is it escalating? Three votes on one end date, the acts that moved each, and how many other choices of scale and window agree.

    (a) ratio   L = ln((I_28d + 1) / (I_previous 28d + 1)), Var L = phi (1 + cv^2) (1/n_now + 1/n_before); votes if L - 1.96 sd > 0
                phi = max(1, var / mean of the dyad's own 28-day counts over two years and more)
    (b) trend   Mann-Kendall tau_b on 12 weekly values of I, one-sided p < .05, with the Theil-Sen slope
    (c) ladder  highest rung of 90 days (c >= .55) at least one above that of the 180 days before

3 votes escalating, 2 probably escalating, 1 mixed, none and L + 1.96 sd < 0 de-escalating, else stable. Mann 1945 (Econometrica 13),
Kendall 1970, Sen 1968 (JASA 63). Fewer than 8 hostile acts in 56 days, or less than two years of history: insufficient, and only (c)
speaks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.escalation import votes
from graph.escalation.actions import Actions, Dyad, weigh
from graph.escalation.bins import daily
from graph.escalation.measure import Estimate, Insufficient, Measure, Options, Provenance, provenance

MIN_EVENTS: Final = 8
MIN_HISTORY: Final = 730
Z: Final = 1.96
ALPHA: Final = 0.05
COMPARED: Final = 28
WINDOWS: Final = (14, 28, 56)
WEIGHTS: Final = ("plover", "goldstein", "rung", "counts")
WORDS: Final = ("stable", "mixed", "probably escalating", "escalating")
RISING: Final = frozenset(WORDS[2:])
SHOWN: Final = 20
"""Most acts named as having moved a vote; the heaviest first."""


@dataclass(frozen=True, slots=True, eq=False)
class Ratio:
    """Vote (a). `log_ratio`: L with its interval; `percentile`: of L among weekly past values (0..100); `n`: acts now and before."""

    vote: bool
    log_ratio: Estimate
    dispersion: float
    percentile: float
    n: tuple[float, float]
    moved: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Trend:
    """Vote (b). `weeks`: intensity of the last 12 weeks, oldest first; `slope` in score-points a week each week."""

    vote: bool
    tau: float
    p_value: float
    slope: float
    weeks: tuple[float, ...]
    moved: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Ladder:
    """Vote (c). None: no act on the ladder in these days; the step is counted from 0, the rung of mere words."""

    vote: bool
    now: int | None
    before: int | None
    step: int
    moved: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """The verdict under another window or weight."""

    window: int
    weight: str
    word: str


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """`word` is one of WORDS, de-escalating, or insufficient; `agreement`: share of cells with data and the same direction."""

    word: str
    votes: int
    ratio: Ratio | Insufficient
    trend: Trend | Insufficient
    ladder: Ladder
    grid: tuple[Cell, ...]
    agreement: float | None
    provenance: Provenance


@dataclass(frozen=True, slots=True, eq=False)
class Tallied:
    """What the compiled tally leaves: TALLY numbers, the last weeks, the windows of the history that the data cover."""

    found: NDArray[np.float64]
    weeks: NDArray[np.float64]
    blocks: NDArray[np.float64]


def verdict(these: Actions, options: Options, began: int | None = None, *, grid: bool = True) -> Verdict:
    """Of one direction (or of both in one stream). `began`: first day that the data cover, the first act unless told."""
    covered = began if began is not None else (int(these.first[0]) if len(these) else options.end)
    these = these.since(options.start)
    hostile = hostile_weights(these)
    counted = tally(these, hostile["plover"], options.end, COMPARED, options.end - covered + 1)
    thin = too_thin(counted, options.end - covered + 1)
    ladder = _ladder(these, counted, options.end)
    ratio = thin or _ratio(these, hostile["plover"], counted, options, covered)
    trend = thin or _trend(these, hostile["plover"], counted, options.end)
    cells = _grid(these, hostile, options.end, covered) if grid and not thin else ()
    word, number = judge(counted, ladder.vote) if not thin else ("insufficient", int(ladder.vote))
    return Verdict(word, number, ratio, trend, ladder, cells, _agreement(word, cells), provenance(these, (options.start, options.end)))


def hostile_weights(these: Actions) -> Mapping[str, NDArray[np.float64]]:
    """The weight of each hostile act under each scale, 0 for the others."""
    hostile, sure = these.score < 0, these.confidence.astype(np.float64)
    by = {
        "plover": -these.weight,
        "goldstein": -weigh(these.goldstein, these.size) * sure,
        "rung": these.rung * sure,
        "counts": np.ones(len(these)),
    }
    return {name: np.where(hostile, np.maximum(by[name], 1e-9), 0.0) for name in WEIGHTS}


def tally(these: Actions, weight: NDArray[Any], end: int, window: int, history: int) -> Tallied:
    """Count one direction for the votes; only windows that lie wholly in the history stay."""
    found, weeks, blocks = np.empty(votes.TALLY), np.empty(votes.WEEKS), np.empty(votes.BLOCKS)
    sure = these.confidence >= votes.SURE - 1e-6
    first, last, rung = (values.astype(np.int64) for values in (these.first, these.last, these.rung))
    votes.tally((first, last, weight, rung, sure), end, window, (found, weeks, blocks))
    return Tallied(found, weeks, blocks[: window_count(history, window)])


def window_count(history: int, window: int) -> int:
    """How many windows before the two compared ones lie in the history, at most three years of them."""
    return max(0, min(history, 1096) // window - 2)


def too_thin(counted: Tallied, history: int) -> Insufficient | None:
    n = counted.found[votes.COUNT_NOW] + counted.found[votes.COUNT_BEFORE]
    if n < MIN_EVENTS:
        return Insufficient(round(float(n), 2), MIN_EVENTS, "hostile acts in the two windows compared")
    return Insufficient(history, MIN_HISTORY, "days of the dyad's own history") if history < MIN_HISTORY else None


def judge(counted: Tallied, step: bool) -> tuple[str, int]:
    """The word and the number of votes."""
    value, error = votes.log_ratio(counted.found, votes.dispersion(counted.blocks))
    rising = votes.mann_kendall(counted.weeks)[1] < ALPHA
    number = int(value - Z * error > 0) + int(rising) + int(step)
    return ("de-escalating" if number == 0 and value + Z * error < 0 else WORDS[number]), number


def _ratio(these: Actions, weight: NDArray[Any], counted: Tallied, options: Options, covered: int) -> Ratio:
    phi = votes.dispersion(counted.blocks)
    value, error = votes.log_ratio(counted.found, phi)
    now, before = float(counted.found[votes.COUNT_NOW]), float(counted.found[votes.COUNT_BEFORE])
    return Ratio(
        vote=value - Z * error > 0,
        log_ratio=Estimate(value, value - Z * error, value + Z * error, now + before, "normal, with the dyad's own dispersion"),
        dispersion=float(phi),
        percentile=_percentile(these, weight, max(covered, options.start), options.end),
        n=(now, before),
        moved=_heaviest(these, weight, options.end - COMPARED + 1, options.end),
    )


def _percentile(these: Actions, weight: NDArray[Any], start: int, end: int) -> float:
    """Where today's L stands among those of the weeks before, each over the same two windows."""
    total = np.concatenate([[0.0], np.cumsum(daily(these.first, these.last, weight, (start, end)))])
    ends = np.arange(len(total) - 1, 2 * COMPARED - 1, -7)
    now, before = total[ends] - total[ends - COMPARED], total[ends - COMPARED] - total[ends - 2 * COMPARED]
    past = np.log((np.maximum(now, 0.0) + 1) / (np.maximum(before, 0.0) + 1))
    return float(100 * (past <= past[0]).mean())


def _trend(these: Actions, weight: NDArray[Any], counted: Tallied, end: int) -> Trend:
    tau, p_value = votes.mann_kendall(counted.weeks)
    moved = _heaviest(these, weight, end - 7 * votes.WEEKS + 1, end)
    return Trend(p_value < ALPHA, tau, p_value, votes.theil_sen(counted.weeks), tuple(counted.weeks.tolist()), moved)


def _ladder(these: Actions, counted: Tallied, end: int) -> Ladder:
    now, before = (_rung(counted.found[place]) for place in (votes.RUNG_NOW, votes.RUNG_BEFORE))
    step = max(now or 0, 0) - max(before or 0, 0)
    inside = (these.first > end - votes.NOW) & (these.last <= end) & (these.confidence >= votes.SURE - 1e-6)
    moved = these.eid[inside & (these.rung > max(before or 0, 0))] if step >= 1 else these.eid[:0]
    return Ladder(step >= 1, now, before, step, tuple(moved[:SHOWN].tolist()))


def _rung(value: float) -> int | None:
    return None if value == votes.NO_RUNG else int(value)


def _heaviest(these: Actions, weight: NDArray[Any], start: int, end: int) -> tuple[int, ...]:
    """The acts of a window that weigh most, the heaviest first; among equals the latest."""
    inside = np.flatnonzero((these.last >= start) & (these.first <= end) & (weight > 0))
    order = inside[np.lexsort((-these.first[inside], -weight[inside]))]
    return tuple(these.eid[order[:SHOWN]].tolist())


def _grid(these: Actions, hostile: Mapping[str, NDArray[np.float64]], end: int, covered: int) -> tuple[Cell, ...]:
    cells = []
    for window in WINDOWS:
        for name in WEIGHTS:
            counted = tally(these, hostile[name], end, window, end - covered + 1)
            step = _ladder(these, counted, end).vote
            word = "insufficient" if too_thin(counted, end - covered + 1) else judge(counted, step)[0]
            cells.append(Cell(window, name, word))
    return tuple(cells)


def _agreement(word: str, cells: tuple[Cell, ...]) -> float | None:
    known = [cell for cell in cells if cell.word != "insufficient"]
    return sum(direction(cell.word) == direction(word) for cell in known) / len(known) if known else None


def direction(word: str) -> str:
    """`up`, `down` or `level`: what a change of window or scale must not turn round."""
    return "up" if word in RISING else "down" if word == "de-escalating" else "level"


@dataclass(frozen=True, slots=True)
class Verdicts:
    """One for each direction, and one for both in one stream."""

    ab: Verdict
    ba: Verdict
    both: Verdict


def _run(dyad: Dyad, options: Options) -> Verdicts:
    began = options.covered(dyad)
    near = dyad.since(options.start)
    return Verdicts(*(verdict(these, options, began) for these in (near.ab, near.ba, near.both)))


MEASURE: Final = Measure(
    name="verdict",
    code="M4",
    title="Is it escalating?",
    formula="votes: L - 1.96 sd > 0; Mann-Kendall p < .05 on 12 weeks; highest rung of 90 d above that of the 180 d before",
    reference="Mann 1945, Econometrica 13:245-259; Kendall 1970; Sen 1968, JASA 63:1379-1389",
    minimum="8 hostile acts in 56 days and two years of history; below that only the ladder speaks",
    run=_run,
    calls=lambda result: bool({result.ab.word, result.ba.word, result.both.word} & RISING),
)
