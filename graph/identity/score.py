"""From features to a decision: merged by itself, asked about, or left. Thresholds come from the gold set (bench/identity.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from graph.identity.candidates import candidate_pairs
from graph.identity.features import Feature, compare
from graph.identity.names import GROUP
from graph.identity.profiles import Corpus, Profile
from graph.progress import Progress, silent

Decision = Literal["merge", "ask", "leave"]

MERGE_AT: Final = {"person": 8.0, "body": 8.0, GROUP: -1.5}
ASK_AT: Final = {"person": -2.0, "body": -2.0, GROUP: -6.0}
"""Bits above even odds, by family of kinds. Of groups the prior is paid by names that two alone bear."""

MARGIN: Final = 4.0
"""By how many bits a candidate must lead the next of the same source: where two entries fit, nobody knows which."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Two profiles by id, the bits above even odds that they are one, and why."""

    a: str
    b: str
    score: float
    features: tuple[Feature, ...]
    family: str

    @property
    def barred(self) -> bool:
        """Something that no number of shared names outweighs: codes that differ."""
        return any(feature.bits <= -20 for feature in self.features)

    @property
    def decision(self) -> Decision:
        if self.barred or self.score < ASK_AT[self.family]:
            return "leave"
        return "merge" if self.score >= MERGE_AT[self.family] else "ask"


@dataclass(slots=True)
class Resolution:
    """What a run decided: pairs to merge, best first, and pairs to ask about."""

    merges: list[Scored] = field(default_factory=list)
    questions: list[Scored] = field(default_factory=list)
    pairs: int = 0


def score(corpus: Corpus, one: Profile, other: Profile) -> Scored:
    features = compare(corpus, one, other)
    total = sum(feature.bits for feature in features) - corpus.prior(one.family)
    first, second = sorted((one.id, other.id))
    return Scored(first, second, round(total, 1), tuple(features), one.family)


def resolve(profiles: Iterable[Profile], different: Collection[frozenset[str]] = (), progress: Progress = silent) -> Resolution:
    """Decide about all pairs that blocking leaves. `different` are pairs of homes that a person told apart: no merge joins them."""
    corpus = Corpus.of(profiles)
    pairs = candidate_pairs(corpus)
    scored: list[Scored] = []
    for done, (a, b) in enumerate(pairs):
        found = score(corpus, corpus.profiles[a], corpus.profiles[b])
        if found.decision != "leave":
            scored.append(found)
        if done % 5000 == 0:
            progress("comparing", done, len(pairs), "pairs")
    resolution = decide(scored, {profile.id: profile for profile in corpus.profiles}, different)
    resolution.pairs = len(pairs)
    return resolution


def decide(scored: Iterable[Scored], profiles: Mapping[str, Profile], different: Collection[frozenset[str]] = ()) -> Resolution:
    """Merge the surest first, as long as no cluster comes to hold two entries of one source or two that were told apart."""
    ordered = sorted(scored, key=lambda one: (-one.score, one.a, one.b))
    rivals = _rivals(ordered, profiles)
    clusters, found = _Clusters(profiles, different), Resolution()
    for pair in ordered:
        if clusters.together(pair.a, pair.b) or clusters.told_apart(pair.a, pair.b):
            continue
        if pair.decision == "merge" and not _contested(pair, rivals, profiles) and clusters.may_join(pair.a, pair.b):
            clusters.join(pair.a, pair.b)
            found.merges.append(pair)
        else:
            found.questions.append(pair)
    found.questions = [pair for pair in found.questions if not clusters.together(pair.a, pair.b)]
    return found


def _rivals(ordered: Sequence[Scored], profiles: Mapping[str, Profile]) -> dict[tuple[str, str], list[Scored]]:
    """Candidates of a profile by the source that they come from, best first."""
    found: dict[tuple[str, str], list[Scored]] = defaultdict(list)
    for pair in ordered:
        for mine, other in ((pair.a, pair.b), (pair.b, pair.a)):
            for dataset in profiles[other].datasets:
                found[mine, dataset].append(pair)
    return found


def _contested(pair: Scored, rivals: Mapping[tuple[str, str], list[Scored]], profiles: Mapping[str, Profile]) -> bool:
    """Another entry of the same source fits nearly as well."""
    for mine, other in ((pair.a, pair.b), (pair.b, pair.a)):
        for dataset in profiles[other].datasets:
            if any(rival is not pair and rival.score > pair.score - MARGIN for rival in rivals[mine, dataset]):
                return True
    return False


class _Clusters:
    """Profiles that are one so far."""

    def __init__(self, profiles: Mapping[str, Profile], different: Collection[frozenset[str]]) -> None:
        self._members = {id_: [id_] for id_ in profiles}
        self._profiles = profiles
        self._apart: dict[str, set[str]] = defaultdict(set)
        for pair in different:
            for home in pair:
                self._apart[home] |= pair - {home}

    def together(self, a: str, b: str) -> bool:
        return self._members[a] is self._members[b]

    def told_apart(self, a: str, b: str) -> bool:
        return bool(self._shunned(a) & self._homes(b))

    def may_join(self, a: str, b: str) -> bool:
        return not self._datasets(a) & self._datasets(b) or bool(self._codes(a) & self._codes(b))

    def join(self, a: str, b: str) -> None:
        both = self._members[a] + self._members[b]
        for id_ in both:
            self._members[id_] = both

    def _homes(self, id_: str) -> set[str]:
        return {home for member in self._members[id_] for home in (*self._profiles[member].homes, member)}

    def _shunned(self, id_: str) -> set[str]:
        return {other for home in self._homes(id_) for other in self._apart.get(home, ())}

    def _datasets(self, id_: str) -> set[str]:
        return {dataset for member in self._members[id_] for dataset in self._profiles[member].datasets}

    def _codes(self, id_: str) -> set[tuple[str, str]]:
        return {code for member in self._members[id_] for code in self._profiles[member].codes}
