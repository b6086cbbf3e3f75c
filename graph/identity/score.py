"""From features to a decision: merged by itself, asked about, or left. Thresholds come from the gold set (bench/identity.py)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from graph.identity.candidates import candidate_pairs
from graph.identity.clusters import Clusters
from graph.identity.features import Feature, compare
from graph.identity.names import GROUP
from graph.identity.profiles import Corpus, Profile
from graph.identity.rivals import Rivals
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
    """Merge the surest first, as long as no cluster comes to hold two entries of one source, two that were told apart, or two of which
    nobody knows whether they are one: what a pair itself leaves open, no third party decides.
    """
    ordered = sorted(scored, key=lambda one: (-one.score, one.a, one.b))
    rivals = Rivals(ordered, lambda id_: profiles[id_].datasets)
    contested = {frozenset((pair.a, pair.b)) for pair in ordered if rivals.near(pair, MARGIN)}
    clusters, found = Clusters(profiles, different, {id_: profile.homes for id_, profile in profiles.items()}), Resolution()
    for pair in ordered:
        if clusters.together(pair.a, pair.b) or clusters.told_apart(pair.a, pair.b):
            continue
        if pair.decision == "merge" and _may_join(clusters, pair, profiles, contested):
            clusters.join(pair.a, pair.b)
            found.merges.append(pair)
        else:
            found.questions.append(pair)
    found.questions = [pair for pair in found.questions if not clusters.together(pair.a, pair.b)]
    return found


def _may_join(clusters: Clusters, pair: Scored, profiles: Mapping[str, Profile], contested: Collection[frozenset[str]]) -> bool:
    """Two entries of one source are two parties, unless they bear one code; where two entries fit, a person says which."""
    one, other = (clusters.members(id_) for id_ in (pair.a, pair.b))
    if any(frozenset((a, b)) in contested for a in one for b in other):
        return False
    (datasets, codes), (others, their_codes) = (
        ({name for id_ in side for name in profiles[id_].datasets}, {code for id_ in side for code in profiles[id_].codes})
        for side in (one, other)
    )
    return not datasets & others or bool(codes & their_codes)
