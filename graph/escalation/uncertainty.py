"""M12: how firm is the verdict? Each act drawn again by its confidence, each source left out in turn. Blocks for rates are in M1.

    measurement: 500 draws; an act stays with probability c, its rung moves by one with probability .1
    source:      the verdict without each source (the 25 that tell most)
    sampling:    moving blocks of 4 weeks and more (resample.py, in M1) for two years and more; phi of M4 for short windows

Kunsch 1989 (Annals of Statistics 17) for blocks; i.i.d. resampling gives 12 to 17 % false alarms here and is not offered.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from graph.escalation import votes
from graph.escalation.actions import Actions, Dyad, weigh
from graph.escalation.measure import Both, Estimate, Insufficient, Measure, Options, Provenance, provenance
from graph.escalation.verdict import ALPHA, COMPARED, WORDS, Verdict, Z, hostile_weights, tally, verdict

MOVED: Final = 0.1
REACH: Final = votes.NOW + votes.BEFORE
SOURCES: Final = 25


@dataclass(frozen=True, slots=True)
class WithoutSource:
    """The verdict without one source; `events` of the days compared rest on it alone."""

    source: int
    events: int
    word: str


@dataclass(frozen=True, slots=True, eq=False)
class Uncertainty:
    """`ratio`: median L of M4 with its [5, 95 %]; `same`: share of draws with the verdict's word; `words`: draws by word.

    `sources_agree`: share of the sources without which the word stays.
    """

    word: str
    ratio: Estimate
    same: float
    words: tuple[tuple[str, int], ...]
    sources: tuple[WithoutSource, ...]
    sources_agree: float | None
    provenance: Provenance


@njit(cache=True, nogil=True)
def _draw(acts: Any, end: Any, w: Any, phi: Any, draws: Any, seed: Any) -> Any:
    """For each draw: L, its error, p of the trend, whether the ladder steps up. `acts`: first, last, m, confidence, rung."""
    first, last, m, confidence, rung = acts
    np.random.seed(seed)
    out = np.empty((draws, 4))
    found, weeks, blocks = np.empty(votes.TALLY), np.empty(votes.WEEKS), np.empty(0)
    weight, moved, sure = np.empty(len(first)), np.empty(len(first), np.int64), np.empty(len(first), np.bool_)
    for k in range(draws):
        for i in range(len(first)):
            stays = np.random.random() < confidence[i]
            weight[i] = m[i] if stays else 0.0
            sure[i] = stays
            drawn = np.random.random()
            moved[i] = rung[i] + (1 if drawn < MOVED / 2 else -1 if drawn < MOVED else 0)
        votes.tally((first, last, weight, moved, sure), end, w, (found, weeks, blocks))
        if found[votes.COUNT_NOW] + found[votes.COUNT_BEFORE] > 0.0:
            out[k, 0], out[k, 1] = votes.log_ratio(found, phi)
        else:
            out[k, 0], out[k, 1] = 0.0, 1.0
        out[k, 2] = votes.mann_kendall(weeks)[1]
        out[k, 3] = max(found[votes.RUNG_NOW], 0.0) - max(found[votes.RUNG_BEFORE], 0.0) >= 1.0
    return out


def uncertainty(these: Actions, options: Options, began: int) -> Uncertainty | Insufficient:
    """Of the verdict of one direction."""
    now = verdict(these, options, began, grid=False)
    if isinstance(now.ratio, Insufficient):
        return now.ratio
    near = these.where((these.last > options.end - REACH) & (these.first <= options.end))
    drawn = _drawn(these, near, options, began)
    words = Counter(_words(drawn))
    low, middle, high = np.quantile(drawn[:, 0], [0.05, 0.5, 0.95])
    sources = _without(these, near, options, began)
    return Uncertainty(
        word=now.word,
        ratio=Estimate(float(middle), float(low), float(high), len(near), f"[5, 95 %] of {options.draws} redraws"),
        same=words[now.word] / options.draws,
        words=tuple(words.most_common()),
        sources=sources,
        sources_agree=sum(one.word == now.word for one in sources) / len(sources) if sources else None,
        provenance=provenance(near, (options.end - REACH + 1, options.end)),
    )


def _drawn(these: Actions, near: Actions, options: Options, began: int) -> NDArray[np.float64]:
    """phi is the history's, and stays."""
    counted = tally(these, hostile_weights(these)["plover"], options.end, COMPARED, options.end - began + 1)
    m = np.where(near.score < 0, np.abs(weigh(near.score, near.size)), 0.0)
    phi = votes.dispersion(counted.blocks)
    sure = near.confidence.astype(np.float64)
    first, last, rung = (values.astype(np.int64) for values in (near.first, near.last, near.rung))
    return np.asarray(_draw((first, last, m, sure, rung), options.end, COMPARED, phi, options.draws, options.seed))


def _words(drawn: NDArray[np.float64]) -> list[str]:
    value, error, p_value, step = drawn.T
    number = (value - Z * error > 0).astype(int) + (p_value < ALPHA) + (step > 0)
    falling = (number == 0) & (value + Z * error < 0)
    return ["de-escalating" if down else WORDS[n] for n, down in zip(number, falling, strict=True)]


def _without(these: Actions, near: Actions, options: Options, began: int) -> tuple[WithoutSource, ...]:
    """A single source has no other to speak without it."""
    names, counts = np.unique(near.source, return_counts=True)
    if len(names) < 2:
        return ()
    order = np.argsort(-counts, kind="stable")[:SOURCES]
    left: list[tuple[int, int, Verdict]] = [
        (int(names[k]), int(counts[k]), verdict(these.where(these.source != names[k]), options, began, grid=False)) for k in order
    ]
    return tuple(WithoutSource(source, count, found.word) for source, count, found in left)


def _run(dyad: Dyad, options: Options) -> Both[Uncertainty | Insufficient]:
    began = options.covered(dyad)
    near = dyad.since(options.start)
    return Both(uncertainty(near.ab, options, began), uncertainty(near.ba, options, began))


MEASURE: Final = Measure(
    name="uncertainty",
    code="M12",
    title="How firm the verdict is",
    formula="500 redraws: an act stays with probability c, its rung moves by one with probability .1; leave one source out",
    reference="Kunsch 1989, Annals of Statistics 17:1217-1241 (moving blocks, in M1)",
    minimum="as the verdict (M4); two sources to leave one out",
    run=_run,
)
