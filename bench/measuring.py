"""What benches of questions share: lines as they come, times by two clocks, pairs of actors, quantiles. Knows no graph and no service."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

_P = TypeVar("_P")


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds by the clock and by the processor, one a question. On a shared machine the second tells more."""

    wall: NDArray[np.float64]
    work: NDArray[np.float64]

    def __str__(self) -> str:
        return "  ".join(
            f"{name} p50 {np.quantile(some, 0.5):8.2f} p95 {np.quantile(some, 0.95):8.2f} ms"
            for name, some in (("clock", self.wall), ("processor", self.work))
        )


def say(text: str) -> None:
    """One line, at once: a bench runs for minutes."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def timed(ask: Callable[[_P], Any], given: Sequence[_P]) -> Times:
    wall, work = np.empty(len(given)), np.empty(len(given))
    for i, one in enumerate(given):
        clock, processor = time.perf_counter(), time.process_time()
        ask(one)
        wall[i], work[i] = time.perf_counter() - clock, time.process_time() - processor
    return Times(wall * 1e3, work * 1e3)


def pairs_of(actors: ArrayLike | int, count: int, *, seed: int, weights: NDArray[np.float64] | None = None) -> list[tuple[int, int]]:
    """Pairs of different actors, of these or of so many; each as likely as any other, or by weight."""
    drawn = np.random.default_rng(seed).choice(actors, (2 * count, 2), p=weights)
    return [(int(a), int(b)) for a, b in drawn if a != b][:count]


def quantiles(times_ms: Sequence[float]) -> str:
    """p50, p95 and p99, in columns."""
    p50, p95, p99 = np.quantile(times_ms, (0.5, 0.95, 0.99))
    return f"p50 {p50:8.1f}  p95 {p95:8.1f}  p99 {p99:8.1f} ms"


def slope(samples: NDArray[np.float64]) -> float:
    """Of rows (requests, MB, ...): MB in 1,000 requests, by least squares."""
    return float(np.polyfit(samples[:, 0] / 1000, samples[:, 1], 1)[0])
