"""One act told by several sources: found by who did what to whom and when. No database: linking.py writes it as SAME_AS.

Scores are in bits, as those of actors are; a pair is written by itself only if no other act of that source fits as well.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, Final

from graph.identity.clusters import Clusters
from graph.identity.features import Feature
from graph.identity.rivals import Rivals

MERGE_AT: Final = 8.0
ASK_AT: Final = 2.0
MARGIN: Final = 3.0
_CENTURY: Final = 36_500
"""Days among which two acts would fall together by chance."""

_NEAR: Final = 3
"""Days by which two sources' days of one act may differ: of signing, of publication, of a list."""

_PRIOR: Final = 4.0
"""Of sixteen acts of one type between two, one is told by another source as well."""

_REFERENCE: Final = 6.0
_ACTION: Final = 1.0
_MAGNITUDE: Final = 2.0
_MAGNITUDE_DIFFERS: Final = -3.0


@dataclass(frozen=True, slots=True)
class Act:
    """A statement of an act, as it is compared."""

    id: str
    dataset: str
    edge_type: str
    action: str
    first: date
    last: date
    sources: frozenset[str]
    targets: frozenset[str]
    references: frozenset[str] = frozenset()
    magnitude: float | None = None
    eids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements, the bits above even odds that they tell one act, and why."""

    a: str
    b: str
    score: float
    features: tuple[Feature, ...]


def act_of(row: Mapping[str, Any]) -> Act:
    return Act(
        id=row["id"],
        dataset=row["dataset"],
        edge_type=row["edge_type"],
        action=row["action"],
        first=row["first"],
        last=row["last"],
        sources=frozenset(row["sources"]),
        targets=frozenset(row["targets"]),
        references=frozenset(map(str, row["references"])),
        magnitude=row["magnitude"],
        eids=tuple(row["eids"]),
    )


@dataclass(frozen=True, slots=True)
class SameActs:
    """Pairs that are written by themselves, those that people said, and those to ask about."""

    sure: list[Pair]
    said: list[frozenset[str]]
    questions: list[Pair]


def same_acts(every: Iterable[Act], same: Iterable[frozenset[str]] = (), different: Collection[frozenset[str]] = ()) -> SameActs:
    """Which pairs tell one act. What people said goes first; nothing joins what they told apart, through a third act either."""
    acts = {act.id: act for act in every}
    clusters = Clusters(acts, different)
    said = [pair for pair in same if pair <= acts.keys() and _joined(clusters, pair)]
    apart, held = {*different}, {*said}
    found = sorted(
        (pair for pair in _candidates(acts.values()) if {pair.a, pair.b} not in apart), key=lambda pair: (-pair.score, pair.a, pair.b)
    )
    rivals = Rivals(found, lambda id_: (acts[id_].dataset,))
    sure = []
    for pair in found:
        likely = pair.score >= MERGE_AT and not _contested(pair, rivals) and frozenset((pair.a, pair.b)) not in held
        if likely and not clusters.told_apart(pair.a, pair.b):
            clusters.join(pair.a, pair.b)
            sure.append(pair)
    asked = [pair for pair in found if not clusters.together(pair.a, pair.b) and not clusters.told_apart(pair.a, pair.b)]
    return SameActs(sure, said, asked)


def _joined(clusters: Clusters, pair: frozenset[str]) -> bool:
    a, b = sorted(pair)
    if clusters.told_apart(a, b):
        return False
    clusters.join(a, b)
    return True


def _contested(pair: Pair, rivals: Rivals) -> bool:
    """Another act of one of the two sources fits nearly as well; but one act on many may be many acts of a list, one on each."""
    part = any(feature.name == "targets" and feature.told.startswith("a part") for feature in pair.features)
    return not part and rivals.near(pair, MARGIN)


def _candidates(every: Iterable[Act]) -> Iterator[Pair]:
    """Acts of one type by one actor on one actor, told by different sources, whose days meet."""
    groups: dict[tuple[str, str, str], list[Act]] = defaultdict(list)
    for act in every:
        for source in act.sources:
            for target in act.targets:
                groups[act.edge_type, source, target].append(act)
    seen: set[tuple[str, str]] = set()
    for group in groups.values():
        for one, other in combinations(sorted(group, key=lambda act: act.id), 2):
            if one.dataset != other.dataset and (one.id, other.id) not in seen and _meet(one, other):
                seen.add((one.id, other.id))
                pair = compare(one, other)
                if pair.score >= ASK_AT:
                    yield pair


def _meet(one: Act, other: Act) -> bool:
    """Days that meet or nearly do; targets of the one are all among those of the other."""
    gap = max(one.first, other.first) - min(one.last, other.last)
    return gap.days <= _NEAR and (one.targets <= other.targets or other.targets <= one.targets)


def compare(one: Act, other: Act) -> Pair:
    """What speaks for two statements telling one act. Days that span years tell nothing; the same day tells most."""
    span = max((one.last - one.first).days, (other.last - other.first).days) + 1
    gap = max(0, (max(one.first, other.first) - min(one.last, other.last)).days)
    found = [Feature("date", f"{_days(one)} / {_days(other)}", round(math.log2(_CENTURY / (span + 2 * gap)), 1))]
    told = "the same" if one.targets == other.targets else "a part"
    found.append(Feature("targets", f"{told}: {', '.join(sorted(one.targets & other.targets))[:120]}", 1.0 if told == "the same" else 0.0))
    if shared := one.references & other.references:
        found.append(Feature("reference", min(shared), _REFERENCE))
    if one.action == other.action:
        found.append(Feature("action", one.action, _ACTION))
    if one.magnitude is not None and other.magnitude is not None:
        found.append(
            Feature(
                "magnitude",
                f"{one.magnitude:g} / {other.magnitude:g}",
                _MAGNITUDE if one.magnitude == other.magnitude else _MAGNITUDE_DIFFERS,
            )
        )
    return Pair(one.id, other.id, round(sum(feature.bits for feature in found) - _PRIOR, 1), tuple(found))


def _days(act: Act) -> str:
    return str(act.first) if act.first == act.last else f"{act.first}..{act.last}"
