"""How sure it is that all links of a path hold, and at least one of several paths. Never that one link answers the other.

Pure functions of confidences and of the clusters of reports behind them (docs/confidence.md).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.evidence import CEILING, INDEPENDENCE

DRAWS: Final = 2_000
SEED: Final = 20180304


@dataclass(frozen=True, slots=True)
class Evidence:
    """One link: its id, its confidence (0..1) and the clusters of reports behind it with the value of the best report of each.

    Where claims or denials lower the confidence below what the reports give, the rest is drawn for the link alone; so is all of a link
    whose clusters nobody knows.
    """

    id: str
    confidence: float
    clusters: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sureness:
    """`weakest`: position of the weakest link. `lower`..`upper`: Frechet's bounds, whatever the links' dependence. `independent`: the
    product. `drawn`: the share of draws in which all links hold, with reports of one origin right or wrong together."""

    weakest: int
    lower: float
    upper: float
    independent: float
    drawn: float


def sureness(paths: Sequence[Sequence[Evidence]], *, draws: int = DRAWS, seed: int = SEED) -> tuple[list[Sureness], float]:
    """Of each path, and of at least one of them. The same links give the same numbers, whatever the order of paths."""
    holds = draw({link.id: link for path in paths for link in path}.values(), draws, seed)
    whole = [np.logical_and.reduce([holds[link.id] for link in path]) for path in paths]
    any_holds = float(np.logical_or.reduce(whole).mean()) if whole else 0.0
    return [_sureness(path, float(every.mean())) for path, every in zip(paths, whole, strict=True)], any_holds


def _sureness(path: Sequence[Evidence], drawn: float) -> Sureness:
    values = [link.confidence for link in path]
    return Sureness(
        weakest=min(range(len(values)), key=values.__getitem__),
        lower=max(0.0, sum(values) - (len(values) - 1)),
        upper=min(values),
        independent=math.prod(values),
        drawn=drawn,
    )


def draw(links: Iterable[Evidence], draws: int = DRAWS, seed: int = SEED) -> dict[str, NDArray[np.bool_]]:
    """For each link in which draws it holds. One number a cluster and draw: links with a source in common stand or fall together."""
    known = sorted(links, key=lambda link: link.id)
    random = np.random.default_rng(seed)
    clusters = {name: random.random(draws) for name in sorted({name for link in known for name in link.clusters})}
    return {link.id: _held(link, clusters, random.random(draws)) for link in known}


def _held(link: Evidence, clusters: Mapping[str, NDArray[np.float64]], own: NDArray[np.float64]) -> NDArray[np.bool_]:
    if not link.clusters:
        return own < link.confidence
    rho = 1.0 if len(link.clusters) == 1 else INDEPENDENCE
    told = np.zeros(len(own), bool)
    for name, value in link.clusters.items():
        told |= clusters[name] < 1 - (1 - value) ** rho
    reported = min(1 - math.prod((1 - value) ** rho for value in link.clusters.values()), CEILING)
    share = min(1.0, link.confidence / reported) if reported > 0 else 0.0
    kept: NDArray[np.bool_] = told & (own < share)
    return kept
