"""M2: is it more than the feed's own growth? A dyad's part of a machine-coded feed against its own past. Curated events need none of this.

    p = (sum of n over base + 1/2) / (sum of N over base + 1), base = weeks -56..-5      E(w) = N(w) p
    R = (n + 1/2) / (E + 1/2)       z = 2 (sqrt(n + 3/8) - sqrt(E + 3/8)) / sqrt(max(1, phi)),  phi = var / mean of base residuals

Alert: z >= 3 and n >= 5 in two of the last three weeks. Counts of feeds grow with the press, not with conflict (Beger 2015); variance
stabilised as Anscombe 1948 (Biometrika 35). N(w) = 0 is an outage: missing, not zero. Feeds are never mixed in one share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from graph.escalation.actions import Actions, Dyad, Feed
from graph.escalation.bins import MONDAY, WEEK, monday, weekly, whole_weeks
from graph.escalation.measure import Both, Insufficient, Measure, Options, Provenance, provenance
from graph.escalation.scales import QUADS, scales_of_all
from graph.temporal.layout import Adjacency

BASE: Final = (56, 5)
"""Weeks back from the last whole one between which the base lies."""

MIN_BASE: Final = 26
LATEST: Final = 3
ALERT_Z: Final = 3.0
ALERT_N: Final = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """One feed and quad. Arrays: the last three whole weeks, oldest first, NaN where the feed was out; `alert` as defined above.

    `p_value`: of at least two of three independent weeks as far out as the second highest, for the board's false discovery rate.
    """

    feed: str
    quad: str
    weeks: NDArray[np.int64]
    n: NDArray[np.float64]
    expected: NDArray[np.float64]
    ratio: NDArray[np.float64]
    z: NDArray[np.float64]
    dispersion: float
    alert: bool
    p_value: float
    provenance: Provenance


def share(these: Actions, feed: Feed, quad: int, options: Options) -> Share | Insufficient:
    """Of one direction in one feed and quad."""
    last = whole_weeks(options.start, options.end)[1]
    window = (last - BASE[0], last)
    kept = these.where((these.dataset == feed.dataset) & (these.quad == quad))
    n = weekly(kept.first, kept.last, np.ones(len(kept)), window)
    total = _totals(feed, quad, window)
    base = slice(0, BASE[0] - BASE[1] + 1)
    known = total[base] > 0
    if known.sum() < MIN_BASE:
        return Insufficient(int(known.sum()), MIN_BASE, f"weeks with data of {feed.name} among weeks -56 to -5")
    rate, phi = base_rate(n[base][known], total[base][known])
    latest, volume = n[-LATEST:], total[-LATEST:]
    expected = np.where(volume > 0, volume * rate, np.nan)
    z = stabilised(latest, expected) / np.sqrt(max(1.0, phi))
    days = (monday(window[0]), monday(last + 1) - 1)
    return Share(
        feed=feed.name,
        quad=QUADS[quad],
        weeks=np.array([monday(week) for week in range(last - LATEST + 1, last + 1)]),
        n=latest,
        expected=expected,
        ratio=(latest + 0.5) / (expected + 0.5),
        z=z,
        dispersion=phi,
        alert=int(((z >= ALERT_Z) & (latest >= ALERT_N)).sum()) >= 2,
        p_value=two_of_three(z),
        provenance=provenance(kept, days, f"counts of {QUADS[quad]} acts against all of {feed.name} between states"),
    )


def base_rate(n: NDArray[Any], total: NDArray[Any]) -> tuple[float, float]:
    """p and phi of the base weeks; phi is the variance of the residuals by their mean expectation."""
    rate = (n.sum() + 0.5) / (total.sum() + 1.0)
    expected = total * rate
    return float(rate), float(((n - expected) ** 2).sum() / (len(n) - 1) / expected.mean())


def stabilised(n: NDArray[Any], expected: NDArray[Any]) -> NDArray[np.float64]:
    """Anscombe's z of a Poisson count."""
    return np.asarray(2.0 * (np.sqrt(n + 0.375) - np.sqrt(expected + 0.375)))


def two_of_three(z: NDArray[Any]) -> float:
    """P(two or more of three weeks reach the second highest z); 1 where fewer than two weeks are known."""
    known = np.sort(z[~np.isnan(z)])
    if len(known) < 2:
        return 1.0
    p = float(ndtr(-known[-2]))
    return p * p if len(known) == 2 else 3 * p * p * (1 - p) + p**3


def feeds(edges: Adjacency, counted: NDArray[np.bool_], names: Mapping[int, str]) -> tuple[Feed, ...]:
    """What each dataset in `names` (by number) holds in all of the edges counted, by quad and week of the earliest day."""
    columns, quad = edges.columns, scales_of_all().quad
    found = []
    for number, name in sorted(names.items()):
        rows = np.flatnonzero(counted & (columns["dataset"] == number))
        of_quad, week = quad[columns["action"][rows]].astype(np.int64), (columns["first"][rows].astype(np.int64) + MONDAY) // WEEK
        rows, of_quad, week = rows[of_quad >= 0], of_quad[of_quad >= 0], week[of_quad >= 0]
        if not len(rows):
            continue
        first, weeks = int(week.min()), int(week.max() - week.min()) + 1
        totals = np.bincount(of_quad * weeks + week - first, minlength=len(QUADS) * weeks).reshape(len(QUADS), weeks)
        found.append(Feed(name, number, first, totals.astype(np.float64)))
    return tuple(found)


def _totals(feed: Feed, quad: int, window: tuple[int, int]) -> NDArray[np.float64]:
    """The feed's totals in the weeks asked for; a week beyond its ends is an outage."""
    wanted = np.arange(window[0], window[1] + 1) - feed.first_week
    inside = (wanted >= 0) & (wanted < feed.totals.shape[1])
    return np.where(inside, feed.totals[quad, np.where(inside, wanted, 0)], 0.0)


def _run(dyad: Dyad, options: Options) -> Both[tuple[Share | Insufficient, ...]]:
    """One share for each feed and quad; none where all events are curated."""
    keys = [(feed, quad) for feed in dyad.feeds for quad in range(len(QUADS))]
    return Both(
        tuple(share(dyad.ab, feed, quad, options) for feed, quad in keys), tuple(share(dyad.ba, feed, quad, options) for feed, quad in keys)
    )


MEASURE: Final = Measure(
    name="share",
    code="M2",
    title="Share of the feed's volume",
    formula="E = N p; R = (n + 1/2) / (E + 1/2); z = 2 (sqrt(n + 3/8) - sqrt(E + 3/8)) / sqrt(max(1, phi))",
    reference="Anscombe 1948, Biometrika 35:246-254; Beger 2015 on the growth of feeds",
    minimum="26 base weeks (of -56 to -5) with data of the feed",
    run=_run,
    calls=lambda result: any(not isinstance(one, Insufficient) and one.alert for side in (result.ab, result.ba) for one in side),
)
