"""What is compared: an actor as its records describe it, and how common each of its traits is among all. No database."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from graph.identity.names import FAMILIES, GROUP, compact, native, sound, words

LISTING_CODES: Final = frozenset(("ofac", "uk", "uk_group", "un_ref", "attack", "misp", "stix", "lei", "wikidata", "eu", "opensanctions"))
"""Systems that give a party one code and a code one party. A UK reference changes when a party comes under another regime."""

ONE_EACH: Final = frozenset(("ofac", "uk_group", "un_ref", "attack", "misp", "lei", "wikidata"))
"""Of these, two different codes are two parties."""


@dataclass(frozen=True)
class Profile:
    """An actor. `leading` are the first names of its records; `names` all of them, these among them."""

    id: str
    kind: str
    leading: tuple[str, ...]
    names: tuple[str, ...]
    datasets: frozenset[str]
    homes: frozenset[str] = frozenset()
    codes: frozenset[tuple[str, str]] = frozenset()
    born: frozenset[int] = frozenset()
    registrations: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()

    @property
    def family(self) -> str:
        return FAMILIES[self.kind]

    @cached_property
    def spellings(self) -> tuple[tuple[str, ...], ...]:
        """Each name as its words, once; a code name is one word."""
        if self.family == GROUP:
            return tuple(dict.fromkeys((compact(name),) for name in self.names if compact(name)))
        return tuple(dict.fromkeys(found for name in self.names if (found := words(name, self.family))))

    @cached_property
    def heard(self) -> tuple[tuple[str, ...], ...]:
        """The spellings by their sound, word by word."""
        if self.family == GROUP:
            return self.spellings
        return tuple(tuple(sound(word) for word in spelling) for spelling in self.spellings)

    @cached_property
    def natives(self) -> frozenset[str]:
        return frozenset(found for name in self.names if (found := native(name)))


@dataclass(frozen=True)
class Corpus:
    """All that is compared. How common a word, a country, a code name is among those of its family gives the worth of sharing it.

    `words` counts who bears a word (by its sound), `worth` is what sharing it tells, in bits: the rarer, the more.
    `confused` are code names that one source gives to two of its groups.
    """

    profiles: Sequence[Profile]
    words: Mapping[str, Counter[str]] = field(default_factory=dict)
    worth: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    countries: Mapping[str, Counter[str]] = field(default_factory=dict)
    size: Mapping[str, int] = field(default_factory=dict)
    confused: frozenset[str] = frozenset()

    @classmethod
    def of(cls, profiles: Iterable[Profile]) -> Corpus:
        every = [profile for profile in profiles if profile.kind in FAMILIES]
        told: dict[str, Counter[str]] = {family: Counter() for family in FAMILIES.values()}
        places: dict[str, Counter[str]] = {family: Counter() for family in FAMILIES.values()}
        for profile in every:
            told[profile.family].update({word for heard in profile.heard for word in heard})
            places[profile.family].update(profile.countries)
        size = Counter(profile.family for profile in every)
        worth = {family: {word: math.log2(max(2, size[family]) / n) for word, n in counted.items()} for family, counted in told.items()}
        return cls(every, told, worth, places, size, _confused(every))

    def prior(self, family: str) -> float:
        """How much must be told before two of so many are likely one."""
        return math.log2(max(2, self.size[family]))

    def country_bits(self, family: str, country: str) -> float:
        known = max(2, sum(self.countries[family].values()))
        return math.log2(known / max(1, self.countries[family][country]))


def _confused(profiles: Sequence[Profile]) -> frozenset[str]:
    bearers = Counter(
        (dataset, name)
        for profile in profiles
        if profile.family == GROUP
        for dataset in profile.datasets
        for name in {compact(name) for name in profile.names}
    )
    return frozenset(name for (_, name), n in bearers.items() if n > 1)
