"""M7: does each side excite the other? Two Hawkes processes with one exponential kernel; who answered what is read from it in responses.py.

    lambda_i(t) = mu_i g(t) + sum_j sum_{t_k^j < t} n_ij beta e^(-beta (t - t_k^j)),   i, j in {AB, BA}
    log L = sum log lambda - sum mu_i G - sum n_ij (1 - e^(-beta (T - t_k))),  O(N) by recursion (Ozaki 1979)

n_ij: acts of i that one act of j brings about; branching ratio = spectral radius of n, below 1; 1/beta: mean days to the answer. g follows
the feed's volume, else growth of the press looks like excitation. Likelihood-ratio test of n_ij = 0 on the boundary: half of chi-squared 1
(Self and Liang 1987). Dates are days: each act is put at a uniform moment of its days, and 20 such draws are averaged. Interval by
parametric bootstrap. Residuals: gaps on the compensator's clock against Exp(1) (Ogata 1988, JASA 83). Hawkes 1971 (Biometrika 58);
declustering: Zhuang et al. 2002.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from graph.escalation import hawkes_fit
from graph.escalation.actions import Actions, Dyad, Feed, merge
from graph.escalation.bins import week_of
from graph.escalation.hawkes_fit import Events
from graph.escalation.measure import Estimate, Insufficient, Measure, Options, Provenance, provenance

MIN_EVENTS: Final = 50
MIN_RUNG: Final = 1
MOST: Final = 3_000
"""Events beyond which only the latest are fitted: the window shrinks, and says so."""

BUDGET: Final = 40_000
"""Events that all jitters, and all bootstraps, may pass through; at least five of the one and 39 of the other."""


@dataclass(frozen=True, slots=True)
class Cross:
    """One side excited by the other: mean number of answers an act, and the test that there are none."""

    answers: Estimate
    statistic: float
    p_value: float


@dataclass(frozen=True, slots=True, eq=False)
class Hawkes:
    """`a_excites_b`, `b_excites_a`: answers of one side per act of the other. `theta` as in hawkes_fit, mean over jitters.

    `residual_p`: Kolmogorov-Smirnov, median over jitters; a small one says that the model does not fit. `window` shrinks to what was
    fitted.
    """

    branching: Estimate
    a_excites_b: Cross
    b_excites_a: Cross
    own: tuple[float, float]
    mean_days: Estimate
    base: tuple[float, float]
    residual_p: float
    n: tuple[int, int]
    jitters: int
    bootstraps: int
    theta: NDArray[np.float64]
    follows_volume: bool
    provenance: Provenance

    @property
    def stationary(self) -> bool:
        return self.branching.value < 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Streams:
    """Hostile acts of both sides in one stream, on a clock that starts at `window[0]`. `shape`: the baseline by day, mean 1."""

    acts: Actions
    side: NDArray[np.int8]
    window: tuple[int, int]
    shape: NDArray[np.float64]

    def jittered(self, rng: np.random.Generator) -> tuple[Events, NDArray[np.int64]]:
        """Each act at a uniform moment of its days, in time order, with the acts' places."""
        first = np.maximum(self.acts.first, self.window[0])
        last = np.minimum(self.acts.last, self.window[1])
        time = first - self.window[0] + rng.random(len(first)) * (last - first + 1)
        order = np.argsort(time)
        at = time[order]
        shape = self.shape[at.astype(np.int64)]
        return Events(at, self.side[order], shape, float(len(self.shape)), float(self.shape.sum())), order


def hawkes(dyad: Dyad, options: Options) -> Hawkes | Insufficient:
    """Of hostile acts of both sides."""
    streams = streams_of(dyad, options)
    n = np.bincount(streams.side, minlength=2)[:2]
    if n.min() < MIN_EVENTS:
        return Insufficient(int(n.min()), MIN_EVENTS, "hostile acts of the quieter side")
    rng = np.random.default_rng(options.seed)
    jitters = int(np.clip(BUDGET // n.sum(), 5, options.jitters))
    theta, ratios, residual = _averaged(streams, rng, jitters)
    branching = hawkes_fit.spectral_radius(theta)
    bootstraps = int(np.clip(BUDGET // n.sum(), 39, options.bootstraps)) if branching < 1 else 0
    drawn = _bootstrap(theta, streams, rng, bootstraps)
    radii = np.array([hawkes_fit.spectral_radius(one) for one in drawn])
    return Hawkes(
        branching=_estimate(branching, radii, len(streams.acts)),
        a_excites_b=_cross(theta, drawn, ratios, 4, int(n[0])),
        b_excites_a=_cross(theta, drawn, ratios, 3, int(n[1])),
        own=(float(theta[2]), float(theta[5])),
        mean_days=_estimate(float(1 / theta[6]), 1 / drawn[:, 6], len(streams.acts)),
        base=(float(theta[0]), float(theta[1])),
        residual_p=residual,
        n=(int(n[0]), int(n[1])),
        jitters=jitters,
        bootstraps=bootstraps,
        theta=theta,
        follows_volume=bool(np.ptp(streams.shape) > 0),
        provenance=provenance(streams.acts, streams.window, f"hostile acts of rung {MIN_RUNG} and more, each counted once"),
    )


def streams_of(dyad: Dyad, options: Options) -> Streams:
    """The hostile acts that the fit sees, the latest MOST of them."""
    sides = [_hostile(these, options) for these in (dyad.ab, dyad.ba)]
    acts = merge(*sides)
    marked = merge(*(replace(these, source=np.full(len(these), k, np.int32)) for k, these in enumerate(sides)))
    window = (max(options.start, options.covered(dyad)), options.end)
    if len(acts) > MOST:
        window = (int(acts.first[-MOST]), options.end)
    # An act that began before a shrunken window may lie outside it altogether.
    kept = acts.first >= window[0] if len(acts) > MOST else np.ones(len(acts), np.bool_)
    return Streams(acts.where(kept), marked.source[kept].astype(np.int8), window, _shape(dyad.feeds, window))


def _hostile(these: Actions, options: Options) -> Actions:
    return these.where(these.conflict & (these.rung >= MIN_RUNG) & (these.last >= options.start) & (these.first <= options.end))


def _shape(feeds: tuple[Feed, ...], window: tuple[int, int]) -> NDArray[np.float64]:
    """Volume of conflict acts by day over its mean, 1 where no feed is told; a week of outage has a little, so that no rate is 0."""
    days = np.arange(window[0], window[1] + 1)
    if not feeds:
        return np.ones(len(days))
    weeks = np.array([week_of(int(day)) for day in days])
    volume = sum(_volume(feed, weeks) for feed in feeds)
    return np.asarray(np.maximum(volume / np.mean(volume), 0.01)) if np.mean(volume) > 0 else np.ones(len(days))


def _volume(feed: Feed, weeks: NDArray[Any]) -> NDArray[np.float64]:
    place = np.clip(weeks - feed.first_week, 0, feed.totals.shape[1] - 1)
    return np.asarray(feed.totals[2:, place].sum(axis=0))


def _averaged(streams: Streams, rng: np.random.Generator, jitters: int) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Mean parameters, mean likelihood ratios of the two cross terms, median p of the residuals."""
    thetas, ratios, residual = [], [], []
    start = None
    for _ in range(jitters):
        events, _order = streams.jittered(rng)
        full = hawkes_fit.fit(events, start)
        start = full.theta
        without = [hawkes_fit.fit(events, start, absent=place).log_likelihood for place in hawkes_fit.CROSS]
        thetas.append(full.theta)
        ratios.append([max(0.0, 2 * (full.log_likelihood - one)) for one in without])
        residual.append(stats.kstest(hawkes_fit.residuals(events, full.theta), "expon").pvalue)
    return np.mean(thetas, axis=0), np.mean(ratios, axis=0), float(np.median(residual))


def _bootstrap(theta: NDArray[np.float64], streams: Streams, rng: np.random.Generator, repeats: int) -> NDArray[np.float64]:
    """Parameters fitted to streams drawn from the fitted model; none for a model that explodes."""
    seeds = rng.integers(0, 2**31 - 1, size=repeats)
    drawn = [hawkes_fit.simulate(theta, streams.shape, int(seed), 20 * MOST) for seed in seeds]
    return np.array([hawkes_fit.fit(events, theta).theta for events in drawn if len(events.time)]).reshape(-1, hawkes_fit.PARAMETERS)


def _estimate(value: float, drawn: NDArray[np.float64], n: int) -> Estimate:
    low, high = np.quantile(drawn, [0.025, 0.975]) if len(drawn) else (np.nan, np.nan)
    return Estimate(
        value, float(low), float(high), n, f"parametric bootstrap, {len(drawn)} draws" if len(drawn) else "none: the fit explodes"
    )


def _cross(theta: NDArray[np.float64], drawn: NDArray[np.float64], ratios: NDArray[np.float64], place: int, n: int) -> Cross:
    statistic = float(ratios[hawkes_fit.CROSS.index(place)])
    return Cross(_estimate(float(theta[place]), drawn[:, place], n), statistic, float(0.5 * stats.chi2.sf(statistic, 1)))


MEASURE: Final = Measure(
    name="hawkes",
    code="M7",
    title="Mutual excitation",
    formula="lambda_i(t) = mu_i g(t) + sum n_ij beta e^(-beta (t - t_k)); likelihood ratio of n_ij = 0, half of chi-squared 1",
    reference="Hawkes 1971, Biometrika 58:83-90; Ozaki 1979; Ogata 1988, JASA 83:9-27; Zhuang et al. 2002, JASA 97:369-380",
    minimum="50 hostile acts of each side",
    run=hawkes,
)
