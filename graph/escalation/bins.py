"""Acts into days and Monday weeks: an act of vague date is spread evenly over its days, never put on the first. No measure here."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

WEEK: Final = 7
MONDAY: Final = 3
"""1970-01-01 was a Thursday: three days after a Monday."""


@njit(cache=True, nogil=True)
def _spread(first: Any, last: Any, value: Any, start: Any, out: Any) -> None:
    days = len(out)
    for i in range(len(first)):
        part = value[i] / (last[i] - first[i] + 1)
        for day in range(max(first[i] - start, 0), min(last[i] - start, days - 1) + 1):
            out[day] += part


def daily(first: NDArray[Any], last: NDArray[Any], value: NDArray[Any], window: tuple[int, int]) -> NDArray[np.float64]:
    """The value that falls on each day from window[0] to window[1]; what lies outside is left out."""
    out = np.zeros(max(0, window[1] - window[0] + 1))
    _spread(first, last, value.astype(np.float64), window[0], out)
    return out


def week_of(day: int) -> int:
    """Number of the Monday week that holds a day."""
    return (day + MONDAY) // WEEK


def monday(week: int) -> int:
    """First day of a Monday week."""
    return week * WEEK - MONDAY


def whole_weeks(start: int, end: int) -> tuple[int, int]:
    """The first and the last Monday week that lie wholly between two days; last < first where there is none."""
    return week_of(start + WEEK - 1), week_of(end + 1) - 1


def weekly(first: NDArray[Any], last: NDArray[Any], value: NDArray[Any], weeks: tuple[int, int]) -> NDArray[np.float64]:
    """The value that falls on each Monday week from weeks[0] to weeks[1]."""
    days = daily(first, last, value, (monday(weeks[0]), monday(weeks[1] + 1) - 1))
    return np.asarray(days.reshape(-1, WEEK).sum(axis=1))
