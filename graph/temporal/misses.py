"""Where no path is: what to ask for instead. Each condition is loosened alone, then two at a time; nothing is ranked here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from types import MappingProxyType
from typing import Any, Final

from graph.temporal.journeys import Budget
from graph.temporal.network import Network
from graph.temporal.reach import Way, fewest
from graph.temporal.walk import MAX_HOPS, Sieve, Walk

_SIEVE: Final = ("types", "actions", "status", "assertion", "datasets", "min_confidence", "min_rung", "as_of")


def _without(name: str) -> Callable[[Walk], Walk]:
    """A walk without one condition of its sieve."""
    default: Any = {name: getattr(Sieve(), name)}
    return lambda walk: replace(walk, sieve=replace(walk.sieve, **default))


LOOSER: Final[Mapping[str, Callable[[Walk], Walk]]] = MappingProxyType(
    {
        "max_hops": lambda walk: replace(walk, max_hops=MAX_HOPS),
        "max_gap": lambda walk: replace(walk, max_gap=None),
        "same_day": lambda walk: replace(walk, same_day=True),
        "window": lambda walk: replace(walk, sieve=replace(walk.sieve, since=None, until=None, first_seq=None, last_seq=None)),
        **{name: _without(name) for name in _SIEVE},
        "kinds": lambda walk: replace(walk, kinds=()),
        "avoid": lambda walk: replace(walk, avoid=(), max_degree=None),
        "exclude": lambda walk: replace(walk, exclude=()),
        "ties": lambda walk: replace(walk, ties="standing"),
        "direction": lambda walk: replace(walk, direction="either"),
        "order": lambda walk: replace(walk, order="any", max_gap=None),
    }
)
"""What can be loosened, the smaller change first. Required actors are not: another path is then meant."""


@dataclass(frozen=True, slots=True)
class Miss:
    """Without these conditions there is a way: `loosened` names them, `way` is one of the fewest hops."""

    loosened: tuple[str, ...]
    walk: Walk
    way: Way


def nearest_misses(
    network: Network, walk: Walk, starts: Sequence[int], goals: Sequence[int], *, most: int = 5, budget: Budget | None = None
) -> list[Miss]:
    """What to loosen to find a way, one condition at a time; two at a time only where no single one helps."""
    budget = budget or Budget()
    plain = replace(walk, require=())
    for size in (1, 2):
        found = list(_loosened(network, plain, (starts, goals), size, budget))[:most]
        if found:
            return found
    return []


def _loosened(network: Network, walk: Walk, ends: tuple[Sequence[int], Sequence[int]], size: int, budget: Budget) -> Iterator[Miss]:
    singles = {name: looser for name, looser in LOOSER.items() if looser(walk) != walk}
    for names in combinations(singles, size):
        if budget.cancel[0]:
            return
        loose: Any = walk
        for name in names:
            loose = singles[name](loose)
        way = fewest(network, loose, *ends, budget)
        if way is not None:
            yield Miss(names, loose, way)
