"""Who answered whom where no source says so: at most one answer an act, its probability and what speaks for it. Writes nothing.

    p(b answers a) = K(a, b) / (mu + own + sum over a' of K(a', b)),   K(a, b) = affinity(a, b) n beta e^(-beta dt)

Stochastic declustering (Zhuang, Ogata and Vere-Jones 2002) with marks. Where M7 could be fitted, mu, n and beta are its own (method
`declustering`); elsewhere mu is half the rate of the side's hostile acts and n, beta are the priors below (method `matching`, the
candidates of M6: same direction of the dyad turned, certainly later, within 30 days, 90 between acts of trade). The day of a secret act is
that on which it became public. Never above .6: only a source makes an answer certain.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.escalation import likeliest
from graph.escalation.actions import Actions, Dyad, day_number, day_of
from graph.escalation.hawkes import Hawkes, hawkes
from graph.escalation.matching import reach
from graph.escalation.measure import Insufficient, Options
from graph.escalation.scales import FAMILIES, TRADE
from graph.temporal.layout import UNKNOWN_DAY

VERSION: Final = "1"
CEILING: Final = 0.6
THRESHOLD: Final = 0.3
PRIOR_ANSWERS: Final = 0.5
"""n: answers that an act brings about, where the dyad has too few acts to tell."""

PRIOR_DAYS: Final = (10.0, 20.0)
"""1/beta: mean days to an answer, and between two acts of trade."""

SAME_ACTION: Final = 1.0
"""How like an answer in kind an act is: same action, same family, other family."""

SAME_FAMILY: Final = 0.35
OTHER_FAMILY: Final = 0.1
SECRET: Final = 14
"""Days after which an act that nobody knew of is no answer: answers are meant to be seen."""

RUNG_STEP: Final = 0.8
"""What each rung of difference takes from the affinity: answers are mostly in kind."""


@dataclass(frozen=True, slots=True)
class Inferred:
    """One inferred answer by eid. `probability` <= .6; `speaks`: the reasons in words, the strongest first."""

    answer: int
    answered: int
    family: str
    latency: tuple[int, int]
    rung_difference: int
    count_ratio: float | None
    probability: float
    method: str
    speaks: tuple[str, ...]
    version: str = VERSION

    def row(self) -> dict[str, Any]:
        """As RESPONDS_TO is written."""
        return {
            "answer": self.answer,
            "answered": self.answered,
            "basis": "inferred",
            "method": self.method,
            "version": self.version,
            "confidence": round(self.probability, 4),
            "words": "; ".join(self.speaks),
        }


@dataclass(frozen=True, slots=True)
class Kernel:
    """How one side answers the other: rates a day, mean numbers of answers, 1/beta in days for the rest and for trade."""

    base: float
    answers: float
    own: float
    days: tuple[float, float]
    method: str

    def numbers(self) -> NDArray[np.float64]:
        """In the order of likeliest.py."""
        windows = (float(reach(0)), float(reach(TRADE)))
        return np.array(
            [self.base, self.answers, self.own, *self.days, *windows, SAME_ACTION, SAME_FAMILY, OTHER_FAMILY, RUNG_STEP, float(TRADE)]
        )


def infer(
    dyad: Dyad, options: Options, fitted: Hawkes | Insufficient | None = None, *, threshold: float = THRESHOLD
) -> tuple[Inferred, ...]:
    """Inferred answers of both sides in the window, by time; acts with a stated answer keep it and get none. `fitted`: the result of M7."""
    inside = _inside(dyad, options)
    found = [
        *_one_way(inside, _kernel(inside.ba, fitted, 1, options.window), threshold),
        *_one_way(inside.turned(), _kernel(inside.ab, fitted, 0, options.window), threshold),
    ]
    return tuple(sorted(found, key=lambda one: (one.answer, one.answered)))


def infer_years(dyad: Dyad, first: int, end: int, *, threshold: float = THRESHOLD) -> tuple[Inferred, ...]:
    """Inferred answers given on the days `first`..`end`, each judged by the three years up to the end of its own.

    What is said of an act so does not hang on how far back is asked, and is what `retorsion infer` writes down.
    """
    found: list[Inferred] = []
    given = dict(zip(dyad.both.eid.tolist(), dyad.both.first.tolist(), strict=True))
    for year in sorted({day_of(day).year for day in given.values() if first <= day <= end}):
        options = Options(end=min(end, day_number(date(year, 12, 31))), jitters=5, bootstraps=1)
        begins = max(first, day_number(date(year, 1, 1)))
        rows = infer(dyad, options, hawkes(dyad.until(options.end), options), threshold=threshold)
        found += [row for row in rows if begins <= given[row.answer] <= options.end]
    return tuple(found)


def _inside(dyad: Dyad, options: Options) -> Dyad:
    """Hostile acts that may lie in the window, or became public in it."""
    sides = []
    for these in (dyad.ab, dyad.ba):
        kept = these.conflict & (these.rung >= 1) & (known_from(these) >= options.start) & (these.first <= options.end)
        sides.append(these.where(kept))
    return Dyad(sides[0], sides[1], dyad.feeds, dyad.stated, dyad.names)


def known_from(these: Actions) -> NDArray[np.int32]:
    """The day from which an act can be answered: its last possible one, or that on which a secret became public."""
    return np.where(these.published == UNKNOWN_DAY, these.last, np.maximum(these.published, these.last)).astype(np.int32)


def _kernel(answering: Actions, fitted: Hawkes | Insufficient | None, side: int, window: int) -> Kernel:
    if isinstance(fitted, Hawkes) and fitted.stationary:
        theta = fitted.theta
        cross, own = (theta[4], theta[5]) if side else (theta[3], theta[2])
        return Kernel(float(theta[side]), float(cross), float(own), (1 / float(theta[6]),) * 2, "declustering")
    # Of the acts, PRIOR_ANSWERS are held to be answers themselves; the window, not the first act, is what they are spread over.
    return Kernel((1 - PRIOR_ANSWERS) * len(answering) / window, PRIOR_ANSWERS, 0.0, PRIOR_DAYS, "matching")


def _one_way(dyad: Dyad, kernel: Kernel, threshold: float) -> list[Inferred]:
    """Acts of dyad.ba that answer acts of dyad.ab."""
    acts, others = dyad.ab, dyad.ba
    told = np.array([answer for answer, _ in dyad.stated], np.int64)
    skip = np.isin(others.eid, told) | (known_from(others) > others.last + SECRET)
    size = len(others)
    found, p, rivals = np.empty(size, np.int64), np.empty(size), np.empty(size, np.int64)
    table = _table(acts)
    order = np.argsort(table[likeliest.KNOWN], kind="stable")
    likeliest.likeliest(table, order, _table(others), skip, kernel.numbers(), (found, p, rivals))
    p = np.minimum(p, CEILING)
    kept = np.flatnonzero((found >= 0) & (p >= threshold)).tolist()
    return [_inferred(acts, others, int(found[b]), b, float(p[b]), int(rivals[b]), kernel.method) for b in kept]


def _table(these: Actions) -> NDArray[np.int64]:
    """The rows that likeliest.py names."""
    return np.stack([these.first, these.last, known_from(these), these.rung, these.family, these.action, these.minute]).astype(np.int64)


def _inferred(acts: Actions, others: Actions, a: int, b: int, probability: float, rivals: int, method: str) -> Inferred:
    counted = acts.unit[a] == others.unit[b] != "" and acts.magnitude[a] > 0
    latency = (max(0, int(others.first[b] - acts.last[a])), int(others.last[b] - acts.first[a]))
    return Inferred(
        answer=int(others.eid[b]),
        answered=int(acts.eid[a]),
        family=FAMILIES[int(others.family[b])],
        latency=latency,
        rung_difference=int(others.rung[b]) - int(acts.rung[a]),
        count_ratio=float(others.magnitude[b] / acts.magnitude[a]) if counted else None,
        probability=probability,
        method=method,
        speaks=_speaks(acts, others, a, b, latency, rivals),
    )


def _speaks(acts: Actions, others: Actions, a: int, b: int, latency: tuple[int, int], rivals: int) -> tuple[str, ...]:
    said = []
    if acts.action[a] == others.action[b]:
        said.append("the same action")
    elif acts.family[a] == others.family[b]:
        said.append(f"the same family ({FAMILIES[int(acts.family[a])]})")
    days = f"{latency[0]}" if latency[0] == latency[1] else f"{latency[0]} to {latency[1]}"
    said.append(f"{days} days later")
    if acts.rung[a] == others.rung[b]:
        said.append("the same rung")
    if acts.magnitude[a] == others.magnitude[b]:
        said.append("the same count")
    said.append("no other candidate" if rivals == 1 else f"the likeliest of {rivals} candidates")
    return tuple(said)
