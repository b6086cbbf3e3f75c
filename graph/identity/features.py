"""What speaks for and against two profiles being one, feature by feature, in bits: each explains itself. No threshold is known here.

One bit doubles the odds. A trait that is shared is worth as many bits as it is rare; one that differs costs what its table says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.identity.names import GROUP, compact
from graph.identity.profiles import LISTING_CODES, ONE_EACH, Corpus, Profile
from graph.identity.spelling import likeness

CODE_SHARED: Final = 40.0
CODE_DIFFERS: Final = -40.0
REGISTER_SHARED: Final = 20.0
REGISTER_DIFFERS: Final = -2.0
BIRTH_SHARED: Final = 5.0
BIRTH_NEAR: Final = 1.0
BIRTH_DIFFERS: Final = -9.0
COUNTRY_DIFFERS: Final = -4.0
COUNTRY_MOST: Final = 5.0
KIND_DIFFERS: Final = -1.0
NATIVE_SHARED: Final = 6.0
SECOND_NAME: Final = 4.0
ALIAS: Final = 5.0
"""A code name that both bear: half of what a first name tells, for vendors lend theirs to groups of others."""

LEADING: Final = 11.0
CROSSED: Final = 5.0
"""A first name of the one that is an alias of the other."""

CONFUSED: Final = 0.5

_SOUNDS_ALIKE: Final = 0.85
_SPELT_ALIKE: Final = 0.7
_LEAST_ALIKE: Final = 0.9
_UNMATCHED_MOST: Final = 6.0
_LEFT_OUT: Final = 0.3
_BOTH_DIFFER: Final = 1.2


@dataclass(frozen=True, slots=True)
class Feature:
    """One trait: what was compared, in words, and how many bits it gives."""

    name: str
    told: str
    bits: float


def reasons(features: Iterable[Feature]) -> tuple[str, ...]:
    """Features as people read them: `+5.0 born: 1985 / 1985`."""
    return tuple(f"{feature.bits:+.1f} {feature.name}: {feature.told}" for feature in features)


def compare(corpus: Corpus, one: Profile, other: Profile) -> list[Feature]:
    """Everything that speaks for and against; nothing is told of a trait that one of the two lacks."""
    found = [*_codes(one, other), *_registrations(one, other)]
    found += _code_names(corpus, one, other) if one.family == GROUP else _names(corpus, one, other)
    found += [*_births(one, other), *_countries(corpus, one, other)]
    if one.kind != other.kind:
        found.append(Feature("kind", f"{one.kind} / {other.kind}", KIND_DIFFERS))
    return found


def _codes(one: Profile, other: Profile) -> Iterator[Feature]:
    shared = {code for code in one.codes & other.codes if code[0] in LISTING_CODES}
    for system, code in sorted(shared):
        yield Feature("code", f"both are {system} {code}", CODE_SHARED)
    for system in sorted(ONE_EACH - {system for system, _ in shared}):
        mine, theirs = (sorted(code for name, code in side.codes if name == system) for side in (one, other))
        if mine and theirs:
            yield Feature("code", f"{system} {mine[0]} / {theirs[0]}", CODE_DIFFERS)


def _registrations(one: Profile, other: Profile) -> Iterator[Feature]:
    if shared := one.registrations & other.registrations:
        yield Feature("register", f"both have the number {min(shared)}", REGISTER_SHARED)
    elif one.registrations and other.registrations:
        yield Feature("register", "no number in common", REGISTER_DIFFERS)


def _births(one: Profile, other: Profile) -> Iterator[Feature]:
    if not (one.born and other.born):
        return
    gap = min(abs(mine - theirs) for mine in one.born for theirs in other.born)
    told = f"{_years(one.born)} / {_years(other.born)}"
    yield Feature("born", told, BIRTH_SHARED if gap == 0 else BIRTH_NEAR if gap <= 1 else BIRTH_DIFFERS)


def _years(born: frozenset[int]) -> str:
    return f"{min(born)}" if len(born) == 1 else f"{min(born)}-{max(born)}"


def _countries(corpus: Corpus, one: Profile, other: Profile) -> Iterator[Feature]:
    if not (one.countries and other.countries):
        return
    shared = one.countries & other.countries
    if shared:
        best = max(corpus.country_bits(one.family, country) for country in shared)
        yield Feature("country", f"both of {', '.join(sorted(shared))}", min(best, COUNTRY_MOST))
    else:
        yield Feature("country", f"{', '.join(sorted(one.countries))} / {', '.join(sorted(other.countries))}", COUNTRY_DIFFERS)


def _code_names(corpus: Corpus, one: Profile, other: Profile) -> Iterator[Feature]:
    """Names of groups are codes: `APT31` and `APT32` are near in spelling and nothing else, so only equal ones count.

    A name that one source gives to two groups tells next to nothing: reports confuse them.
    """
    leading, theirs = ({compact(name) for name in side.leading} for side in (one, other))
    shared = {name for spelling in one.spellings for name in spelling} & {name for spelling in other.spellings for name in spelling}
    for name in sorted(shared):
        if name in corpus.confused:
            yield Feature("name", f"both are called {name}, and so is another of one source", CONFUSED)
        elif name in leading and name in theirs:
            yield Feature("name", f"both are first of all called {name}", LEADING)
        elif name in leading or name in theirs:
            yield Feature("name", f"{name} is the first name of one and an alias of the other", CROSSED)
        else:
            yield Feature("alias", f"both are called {name}", ALIAS)


def _names(corpus: Corpus, one: Profile, other: Profile) -> Iterator[Feature]:
    """The names that agree best; a second pair of different ones; the same name in its own script."""
    agreed = sorted(_agreements(corpus, one, other), reverse=True)
    if not agreed:
        yield Feature("name", f"{one.names[0]} / {other.names[0]}", -_UNMATCHED_MOST)
        return
    bits, a, b = agreed[0]
    yield Feature("name", f"{_shown(one, a)} / {_shown(other, b)}", round(bits, 1))
    best = {*one.heard[a]}
    further = next((row for row in agreed if row[1] != a and row[2] != b and not best.issuperset(one.heard[row[1]])), None)
    if further and further[0] > corpus.prior(one.family) / 2:
        yield Feature("alias", f"{_shown(one, further[1])} / {_shown(other, further[2])}", SECOND_NAME)
    if shared := one.natives & other.natives:
        yield Feature("script", f"both are written {min(shared)}", NATIVE_SHARED)


def _shown(profile: Profile, spelling: int) -> str:
    return " ".join(profile.spellings[spelling])


def _agreements(corpus: Corpus, one: Profile, other: Profile) -> Iterator[tuple[float, int, int]]:
    """Bits for each pair of names that have a sound in common: others cannot be one name."""
    theirs = [(b, dict(zip(spelling, other.heard[b], strict=True)), {*other.heard[b]}) for b, spelling in enumerate(other.spellings)]
    for a, spelling in enumerate(one.spellings):
        mine, heard = dict(zip(spelling, one.heard[a], strict=True)), {*one.heard[a]}
        for b, words, sounds in theirs:
            if not heard.isdisjoint(sounds):
                yield _agreement(corpus.worth[one.family], mine, words), a, b


def _agreement(worth: Mapping[str, float], one: Mapping[str, str], other: Mapping[str, str]) -> float:
    """Bits of the words (by word, its sound) that two names share, less those of the words that only one has."""
    equal = one.keys() & other.keys()
    bits = sum(worth[one[word]] for word in equal)
    mine, theirs = ([word for word in side if word not in equal] for side in (one, other))
    for word in list(mine) if theirs else ():
        match, quality = _alike(word, one[word], theirs, other)
        if match:
            mine.remove(word)
            theirs.remove(match)
            bits += quality * min(worth[one[word]], worth[other[match]])
    return bits - _missing(worth, [one[word] for word in mine], [other[word] for word in theirs])


def _alike(word: str, heard: str, among: Sequence[str], sounds: Mapping[str, str]) -> tuple[str, float]:
    """The word that sounds the same, else one that is spelt nearly so."""
    for other in among:
        if sounds[other] == heard:
            return other, _SOUNDS_ALIKE
    for other in among:
        if len(word) > 3 and other[0] == word[0] and likeness()(word, other) >= _LEAST_ALIKE:
            return other, _SPELT_ALIKE
    return "", 0.0


def _missing(worth: Mapping[str, float], mine: Sequence[str], theirs: Sequence[str]) -> float:
    """What is left over costs little on one side only (a patronymic, a father's name) and much on both: those are other names."""
    left, right = (sum(min(_UNMATCHED_MOST, worth[word]) for word in side) for side in (mine, theirs))
    return _BOTH_DIFFER * min(left, right) + _LEFT_OUT * max(left, right)
