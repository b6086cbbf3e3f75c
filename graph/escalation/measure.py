"""What a measure is: its name, formula, source and function, and the small values that all results are made of. No formula here."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.escalation.actions import Actions, Dyad
from graph.escalation.scales import DEDUP, SCALE

WINDOW: Final = 1096
"""Days analysed by default: three years."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Insufficient:
    """Too little data for a number, how much there is and how much is needed."""

    have: float
    need: float
    what: str

    def __str__(self) -> str:
        return f"insufficient: {self.have:g} of {self.need:g} {self.what}"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval (95 % unless `how` says otherwise) and the count that it rests on."""

    value: float
    low: float
    high: float
    n: float
    how: str


@dataclass(frozen=True, slots=True, eq=False)
class Provenance:
    """Where a number comes from: scale, window (first and last day), how repeats are treated, acts, reports of them, and their eids."""

    scale: str
    window: tuple[int, int]
    events: int
    reports: int
    ids: NDArray[np.int64]
    dedup: str = DEDUP


@dataclass(frozen=True, slots=True)
class Both(Generic[Result]):
    """One result for each direction."""

    ab: Result
    ba: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What every measure is told. `end`: last day; `began`: first day that the data cover (None: the dyad's first act).

    `shifts`, `draws`, `jitters` and `bootstraps` are repeats of M10, M12, M7 and M7; `seed` makes them the same each time.
    """

    end: int
    window: int = WINDOW
    began: int | None = None
    seed: int = 0
    shifts: int = 199
    draws: int = 500
    jitters: int = 20
    bootstraps: int = 99

    @property
    def start(self) -> int:
        return self.end - self.window + 1

    def covered(self, dyad: Dyad) -> int:
        """The first day that the data cover."""
        if self.began is not None:
            return self.began
        return min((int(side.first[0]) for side in (dyad.ab, dyad.ba) if len(side)), default=self.end + 1)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure as the report, the table of docs/escalation.md and the null-model test see it.

    `calls`: whether a result claims that something happened (an escalation, a spiral, a change); None where it claims nothing.
    """

    name: str
    code: str
    title: str
    formula: str
    reference: str
    minimum: str
    run: Callable[[Dyad, Options], Any]
    calls: Callable[[Any], bool] | None = None


def provenance(these: Actions, window: tuple[int, int], scale: str = SCALE) -> Provenance:
    """Of acts that may lie in the window."""
    kept = (these.last >= window[0]) & (these.first <= window[1])
    return Provenance(scale, window, int(kept.sum()), int(these.reports[kept].sum()), these.eid[kept])


@cache
def measures() -> Mapping[str, Measure]:
    """Every measure by name, in the order of their codes: the modules of this package that hold a constant MEASURE.

    Raises:
        RuntimeError: a MEASURE is none, or two have one name.
    """
    import graph.escalation as package

    found: dict[str, Measure] = {}
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"graph.escalation.{info.name}")
        if not hasattr(module, "MEASURE"):
            continue
        if not isinstance(module.MEASURE, Measure) or module.MEASURE.name in found:
            raise RuntimeError(f"graph.escalation.{info.name} needs a constant MEASURE with a name of its own")
        found[module.MEASURE.name] = module.MEASURE
    return MappingProxyType(dict(sorted(found.items(), key=lambda item: int(item[1].code.removeprefix("M")))))
