"""Where two entries of one source fit another source's entry nearly as well, nobody knows which is meant: of actors and acts alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Protocol


class Fit(Protocol):
    """Two ids and how well they fit, in bits."""

    @property
    def a(self) -> str: ...
    @property
    def b(self) -> str: ...
    @property
    def score(self) -> float: ...


class Rivals:
    """Pairs by one of their ids and the sources that the other comes from."""

    def __init__(self, pairs: Iterable[Fit], sources: Callable[[str], Collection[str]]) -> None:
        self._sources = sources
        self._pairs: dict[tuple[str, str], list[Fit]] = defaultdict(list)
        for pair in pairs:
            for key in self._keys(pair):
                self._pairs[key].append(pair)

    def near(self, pair: Fit, margin: float) -> bool:
        """Whether another entry of one of the two sources comes within the margin."""
        return any(other is not pair and other.score > pair.score - margin for key in self._keys(pair) for other in self._pairs[key])

    def _keys(self, pair: Fit) -> list[tuple[str, str]]:
        return [(mine, source) for mine, other in ((pair.a, pair.b), (pair.b, pair.a)) for source in self._sources(other)]
