"""The likelihood of two streams that excite themselves and each other: fit, simulation, residuals. Compiled; times in days from 0.

theta = (mu_0, mu_1, n_00, n_01, n_10, n_11, beta), n_ij = mean number of events of stream i that one of stream j brings about. `events`:
times, sides and the baseline's shape at each of them (1 where it is constant).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

PARAMETERS: Final = 7
BETA: Final = (1 / 365, 12.0)
"""A mean response between two hours and a year."""

_ENOUGH: Final = 1e-4
"""Gain in log-likelihood at which the climb ends; the test's statistic is read to two figures."""

_TINY: Final = 1e-9
CROSS: Final = (3, 4)
"""Places of n_01 (B excites A) and n_10 (A excites B)."""


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """Sorted times in [0, span), the side of each (0 or 1), the shape of the baseline at each, and its integral over the span."""

    time: NDArray[np.float64]
    side: NDArray[np.int8]
    shape: NDArray[np.float64]
    span: float
    mass: float

    @property
    def seen(self) -> tuple[Any, ...]:
        """As the compiled functions take them."""
        return self.time, self.side, self.shape, self.span, self.mass


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    theta: NDArray[np.float64]
    log_likelihood: float


@njit(cache=True, nogil=True)
def _recall(time: Any, side: Any, span: Any, beta: Any, held: Any) -> tuple[float, float]:
    """held[i, j] = beta x sum over earlier events of stream j of e^(-beta dt), by recursion; what each stream will have stirred by the
    end."""
    a = b = before = 0.0
    c0 = c1 = 0.0
    for i in range(len(time)):
        fade = math.exp(-beta * (time[i] - before))
        a, b, before = a * fade, b * fade, time[i]
        held[i, 0], held[i, 1] = beta * a, beta * b
        gone = 1.0 - math.exp(-beta * (span - time[i]))
        if side[i] == 0:
            a += 1.0
            c0 += gone
        else:
            b += 1.0
            c1 += gone
    return c0, c1


@njit(cache=True, nogil=True)
def _moments(side: Any, shape: Any, held: Any, k: Any, x: Any, gradient: Any, h: Any) -> float:
    """Sum of ln rate over the events of stream k; adds its gradient, and sets minus its Hessian (upper triangle)."""
    value = 0.0
    h[:] = 0.0
    for i in range(len(side)):
        if side[i] != k:
            continue
        u0, u1, u2 = shape[i], held[i, 0], held[i, 1]
        rate = x[0] * u0 + x[1] * u1 + x[2] * u2
        value += math.log(rate)
        u0, u1, u2 = u0 / rate, u1 / rate, u2 / rate
        gradient[0] += u0
        gradient[1] += u1
        gradient[2] += u2
        h[0, 0] += u0 * u0
        h[0, 1] += u0 * u1
        h[0, 2] += u0 * u2
        h[1, 1] += u1 * u1
        h[1, 2] += u1 * u2
        h[2, 2] += u2 * u2
    return value


@njit(cache=True, nogil=True)
def _newton(h: Any, g: Any, free: Any, step: Any) -> None:
    """Solve h step = g over the free parameters, by elimination; h is symmetric, its upper triangle given."""
    for p in range(3):
        for q in range(p):
            h[p, q] = h[q, p]
    for p in range(3):
        if not free[p]:
            h[p, :] = 0.0
            h[:, p] = 0.0
            h[p, p], g[p] = 1.0, 0.0
        h[p, p] += 1e-9
        step[p] = g[p]
    for p in range(3):
        for q in range(p + 1, 3):
            part = h[q, p] / h[p, p]
            for r in range(p, 3):
                h[q, r] -= part * h[p, r]
            step[q] -= part * step[p]
    for p in range(2, -1, -1):
        for q in range(p + 1, 3):
            step[p] -= h[p, q] * step[q]
        step[p] /= h[p, p]


@njit(cache=True, nogil=True)
def _climb(side: Any, shape: Any, held: Any, k: Any, cost: Any, x: Any, allowed: Any) -> float:
    """Newton's method for (mu_k, n_k0, n_k1) at a given beta: concave, since rates are linear in them; mu stays above 0, n from 0 up."""
    gradient, h, free = np.empty(3), np.empty((3, 3)), np.empty(3, np.bool_)
    step, trial, best, length = np.zeros(3), x.copy(), -np.inf, 1.0
    for _ in range(60):
        for p in range(3):
            gradient[p] = -cost[p]
        value = _moments(side, shape, held, k, trial, gradient, h)
        for p in range(3):
            value -= cost[p] * trial[p]
        if value < best:  # too far: half the step
            length *= 0.5
            if length < 1e-4:
                break
        else:
            gained, best, length = value - best, value, 1.0
            for p in range(3):
                x[p] = trial[p]
                free[p] = allowed[p] and (x[p] > _TINY or gradient[p] > 0.0)
            if gained < _ENOUGH:
                break
            _newton(h, gradient, free, step)
        for p in range(3):
            trial[p] = max(x[p] + length * step[p], _TINY if p == 0 else 0.0) if allowed[p] else 0.0
    return best


@njit(cache=True, nogil=True)
def _at(seen: Any, beta: Any, theta: Any, absent: Any, held: Any) -> float:
    """The greatest log-likelihood at this beta; theta is where the search begins, and holds the place found."""
    time, side, shape, span, mass = seen
    stirred = _recall(time, side, span, beta, held)
    total = 0.0
    allowed, x = np.ones(3, np.bool_), np.empty(3)
    for k in range(2):
        allowed[:] = True
        x[0], x[1], x[2] = theta[k], theta[2 + 2 * k], theta[3 + 2 * k]
        for q in range(2):
            if absent == 2 + 2 * k + q:
                allowed[1 + q], x[1 + q] = False, 0.0
        total += _climb(side, shape, held, k, np.array([mass, stirred[0], stirred[1]]), x, allowed)
        theta[k], theta[2 + 2 * k], theta[3 + 2 * k] = x[0], x[1], x[2]
    theta[6] = beta
    return total


@njit(cache=True, nogil=True)
def _maximise(seen: Any, theta: Any, absent: Any, low: Any, high: Any) -> float:
    """Golden-section search over ln beta between two bounds."""
    held = np.empty((len(seen[0]), 2))
    ratio = (math.sqrt(5.0) - 1.0) / 2.0
    a, b = math.log(low), math.log(high)
    x, y = b - ratio * (b - a), a + ratio * (b - a)
    f = _at(seen, math.exp(x), theta, absent, held)
    g = _at(seen, math.exp(y), theta, absent, held)
    while b - a > 0.01:
        if f > g:
            b, y, g = y, x, f
            x = b - ratio * (b - a)
            f = _at(seen, math.exp(x), theta, absent, held)
        else:
            a, x, f = x, y, g
            y = a + ratio * (b - a)
            g = _at(seen, math.exp(y), theta, absent, held)
    return _at(seen, math.exp((a + b) / 2), theta, absent, held)


def fit(events: Events, start: NDArray[np.float64] | None = None, absent: int = -1) -> Fit:
    """Maximum likelihood; `absent` holds one parameter at 0 (the restricted model of the likelihood-ratio test).

    At a given beta the likelihood is concave in the rest, so beta alone is searched: on a grid first, near `start` where one is given.
    """
    theta = _guess(events) if start is None else start.copy()
    theta[:6] = np.maximum(theta[:6], 1e-3)
    low, high = _bracket(events, theta, absent) if start is None else (max(BETA[0], theta[6] / 4), min(BETA[1], theta[6] * 4))
    value = _maximise(events.seen, theta, absent, low, high)
    return Fit(theta, float(value))


def _bracket(events: Events, theta: NDArray[np.float64], absent: int) -> tuple[float, float]:
    grid = np.geomspace(*BETA, 9)
    held = np.empty((len(events.time), 2))
    values = [_at(events.seen, float(beta), theta.copy(), absent, held) for beta in grid]
    best = int(np.argmax(values))
    return float(grid[max(0, best - 1)]), float(grid[min(len(grid) - 1, best + 1)])


def spectral_radius(theta: NDArray[np.float64]) -> float:
    """The branching ratio: below 1 or the process explodes."""
    return float(np.abs(np.linalg.eigvals(theta[2:6].reshape(2, 2))).max())


def _guess(events: Events) -> NDArray[np.float64]:
    share = np.bincount(events.side, minlength=2)[:2] / events.mass
    return np.array([0.6 * share[0] + _TINY, 0.6 * share[1] + _TINY, 0.2, 0.2, 0.2, 0.2, 0.3])


@njit(cache=True, nogil=True)
def _thin(theta: Any, days: Any, span: Any, seed: Any, time: Any, side: Any) -> int:
    """Ogata's thinning (1981) under a baseline given by the day; returns the number of events, or the room there was."""
    np.random.seed(seed)
    beta, peak = theta[6], days.max()
    a0 = a1 = now = 0.0
    count = 0
    while count < len(time):
        bound = (theta[0] + theta[1]) * peak + a0 + a1
        step = np.random.exponential(1.0 / bound)
        now += step
        if now >= span:
            break
        fade = math.exp(-beta * step)
        a0, a1 = a0 * fade, a1 * fade
        shape = days[min(int(now), len(days) - 1)]
        rate0, rate1 = theta[0] * shape + a0, theta[1] * shape + a1
        drawn = np.random.random() * bound
        if drawn < rate0 + rate1:
            k = 0 if drawn < rate0 else 1
            time[count], side[count] = now, k
            count += 1
            a0 += beta * theta[2 + k]
            a1 += beta * theta[4 + k]
    return count


def simulate(theta: NDArray[np.float64], days: NDArray[np.float64], seed: int, room: int = 1_000_000) -> Events:
    """One draw of the process; `days` is the baseline's shape by day, its length the span."""
    time, side = np.empty(room), np.empty(room, np.int8)
    count = _thin(np.asarray(theta, np.float64), days, float(len(days)), seed, time, side)
    kept = time[:count].copy()
    return Events(kept, side[:count].copy(), days[kept.astype(np.int64)], float(len(days)), float(days.sum()))


@njit(cache=True, nogil=True)
def _gaps(time: Any, side: Any, shape: Any, theta: Any) -> Any:
    """Gaps of each stream's own events on the clock of its compensator: exponential with mean 1 if the model is right (Papangelou)."""
    beta = theta[6]
    gained = np.zeros(2)
    held = np.zeros(2)
    out = np.empty(len(time))
    before = 0.0
    seen = np.zeros(2, np.bool_)
    count = 0
    for i in range(len(time)):
        gap = time[i] - before
        fade = math.exp(-beta * gap)
        for k in range(2):
            gained[k] += theta[k] * shape[i] * gap + held[k] * (1.0 - fade)
            held[k] *= fade
        before = time[i]
        k = side[i]
        if seen[k]:
            out[count] = gained[k]
            count += 1
        gained[k], seen[k] = 0.0, True
        held[0] += theta[2 + k]
        held[1] += theta[4 + k]
    return out[:count]


def residuals(events: Events, theta: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(_gaps(events.time, events.side, events.shape, theta))
