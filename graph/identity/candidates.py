"""Blocking: which pairs are worth a look, of all that there could be. Keys that many bear make no pair; nothing is scored here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from heapq import nsmallest
from itertools import combinations
from typing import Final

from graph.identity.names import GROUP, compact
from graph.identity.profiles import LISTING_CODES, Corpus, Profile

MOST_BEARERS: Final = 40
"""A key that more bear is too common to make pairs by itself; two words together, or one with a country, are rarer."""

MOST_CANDIDATES: Final = 8
"""Of one profile, those with the most in common."""

_LONGEST: Final = 6
"""Words of a name that are paired: the rarest."""


def candidate_pairs(corpus: Corpus) -> list[tuple[int, int]]:
    """Pairs of positions, the lower first, of one family and no pair twice."""
    shared: dict[tuple[int, int], float] = defaultdict(float)
    for bearers, worth in _blocks(corpus):
        for pair in combinations(bearers, 2):
            shared[pair] += worth
    return _best(corpus, shared)


def _may_be_one(one: Profile, other: Profile) -> bool:
    """Entries of one source are two parties: that is why it has two. People may still be asked about them."""
    return not (one.datasets & other.datasets) or bool(one.codes & other.codes)


def _blocks(corpus: Corpus) -> Iterator[tuple[Sequence[int], float]]:
    """Profiles that share a key, and what sharing it is worth."""
    bearers: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for position, profile in enumerate(corpus.profiles):
        for key in _keys(corpus, profile):
            bearers[key].append(position)
    for found in bearers.values():
        if 1 < len(found) <= MOST_BEARERS:
            yield found, 1 / len(found)


def _keys(corpus: Corpus, profile: Profile) -> set[tuple[str, ...]]:
    keys: set[tuple[str, ...]] = {("code", *code) for code in profile.codes if code[0] in LISTING_CODES}
    keys |= {("register", number) for number in profile.registrations}
    if profile.family == GROUP:
        return keys | {(GROUP, compact(name)) for name in profile.names}
    for heard in profile.heard:
        rare = sorted(dict.fromkeys(heard), key=lambda word: (corpus.words[profile.family][word], word))[:_LONGEST]
        keys.add((profile.family, "all", *sorted(heard)))
        keys.update((profile.family, word) for word in rare)
        keys.update((profile.family, *sorted(pair)) for pair in combinations(rare, 2))
        keys.update((profile.family, word, country) for word in rare for country in profile.countries)
    return keys


def _best(corpus: Corpus, shared: dict[tuple[int, int], float]) -> list[tuple[int, int]]:
    """Of each profile the candidates with the most in common; a pair stays if it is among the best of one of the two."""
    of_each: dict[int, list[tuple[float, tuple[int, int]]]] = defaultdict(list)
    for pair, worth in shared.items():
        if not _may_be_one(corpus.profiles[pair[0]], corpus.profiles[pair[1]]):
            continue
        for position in pair:
            of_each[position].append((-worth, pair))
    return sorted({pair for found in of_each.values() for _, pair in nsmallest(MOST_CANDIDATES, found)})
