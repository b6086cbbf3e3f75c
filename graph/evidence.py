"""Confidence from evidence: the Admiralty grid, independent clusters of reports, claims and denials (docs/confidence.md). Pure functions.

Two things are kept apart: how sure it is that the event happened, and how sure that this actor did it; an edge carries the product.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from graph.vocabulary import Vocabulary

INDEPENDENCE = 0.7
"""rho: clusters of reports are not fully independent of each other."""

CEILING = 0.99
CODED_STEP, CODED_CEILING = 0.05, 0.75
"""What each doubling of the sources adds to a machine-coded row, and where that ends: nothing tells how many of them are copies."""

THIRD_PARTY_DENIAL = 0.10
"""What a denial takes from a clandestine act when the denier is not the accused."""

CLANDESTINE = frozenset({"CYBER_TARGETED", "INFLUENCE_TARGETED", "SABOTAGED"})
CLANDESTINE_ACTIONS = frozenset({"assassination"})


@dataclass(frozen=True, slots=True)
class Report:
    """One source's telling: `cluster` is the origin that copies share; grades are Admiralty's."""

    cluster: str
    reliability: str
    credibility: str


@dataclass(frozen=True, slots=True)
class Said:
    """A claim or a denial as far as it weighs: `by_accused` when the denier is the accused or the accused folds to it."""

    claimant: str
    stance: str
    words: str = ""
    scheme: str = ""
    low: float | None = None
    high: float | None = None
    midpoint: float | None = None
    about: str = "attribution"
    by_accused: bool = True


@dataclass(frozen=True, slots=True)
class Summary:
    """What an edge tells of the claims about it. likelihood_* are None where nobody used an estimative word."""

    n_claimants: int
    disputed: bool
    likelihood_words: str | None
    likelihood_scheme: str | None
    likelihood_low: float | None
    likelihood_high: float | None
    confidence: float

    def properties(self) -> dict[str, Any]:
        return asdict(self)


def report_value(reliability: str, credibility: str, vocabulary: Vocabulary) -> float:
    """P(true | only this report): .5 + (R - .5)/2 + (K - .5)/2. A1 .95, B2 .80, C3 .625, F6 .50, E5 .15."""
    r, k = vocabulary.grades[reliability].value, vocabulary.grades[credibility].value
    return round(0.5 + (r - 0.5) * 0.5 + (k - 0.5) * 0.5, 4)


def combine(values: Iterable[Sequence[float]]) -> float:
    """One number from clusters of report values: C = 1 - prod (1 - max of cluster)^rho, rho = 1 for a single cluster, at most .99."""
    best = [max(cluster) for cluster in values]
    rho = 1.0 if len(best) == 1 else INDEPENDENCE
    doubt = 1.0
    for value in best:
        doubt *= (1.0 - value) ** rho
    return round(min(1.0 - doubt, CEILING), 4) if best else 0.5


def coded_confidence(sources: int, vocabulary: Vocabulary) -> float:
    """How sure a row is that a machine read out of news (F3, .55), told by so many sources: +.05 for each doubling, at most .75."""
    return round(min(CODED_CEILING, report_value("F", "3", vocabulary) + CODED_STEP * math.log2(max(1, sources))), 4)


def summarise(
    *, reports: Sequence[Report], said: Sequence[Said], actor_says_so: bool, clandestine: bool, vocabulary: Vocabulary
) -> Summary:
    """The derived part of an edge. `actor_says_so`: the acting party itself asserts the act, and so is one of its claimants."""
    claims = [one for one in said if one.stance == "claimed"]
    denials = [one for one in said if one.stance == "denied"]
    happened = _happened(reports, claims, vocabulary)
    weighed = _most_cautious(claims, "attribution")
    confidence = happened * (weighed.midpoint if weighed and weighed.midpoint is not None else 1.0)
    if clandestine and any(not one.by_accused for one in denials):
        confidence = max(0.0, confidence - THIRD_PARTY_DENIAL)
    shown = weighed or _most_cautious(claims, "occurrence")
    return Summary(
        n_claimants=len({one.claimant for one in claims}) or int(actor_says_so),
        disputed=bool(denials),
        likelihood_words=shown.words if shown else None,
        likelihood_scheme=shown.scheme if shown else None,
        likelihood_low=shown.low if shown else None,
        likelihood_high=shown.high if shown else None,
        confidence=round(confidence, 4),
    )


def is_clandestine(edge_type: str, action: str) -> bool:
    return edge_type in CLANDESTINE or action in CLANDESTINE_ACTIONS


def _happened(reports: Sequence[Report], claims: Sequence[Said], vocabulary: Vocabulary) -> float:
    clusters: dict[str, list[float]] = {}
    for report in reports:
        clusters.setdefault(report.cluster, []).append(report_value(report.reliability, report.credibility, vocabulary))
    found = combine(clusters.values())
    doubted = _most_cautious(claims, "occurrence")
    return min(found, doubted.midpoint) if doubted and doubted.midpoint is not None else found


def _most_cautious(claims: Sequence[Said], about: str) -> Said | None:
    """Where several parties weigh the same thing, the weakest words are shown: the others stand beside them as claims."""
    worded = [one for one in claims if one.about == about and one.midpoint is not None]
    return min(worded, key=lambda one: (one.midpoint or 0.0, one.claimant)) if worded else None
