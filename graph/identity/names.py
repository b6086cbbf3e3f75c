"""Names as words that can be compared: one script, no titles, no legal forms, spellings of one sound alike. Knows no actors."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from graph.identity.spelling import latin

PERSON, BODY, GROUP = "person", "body", "group"
FAMILIES: Final = {"Person": PERSON, "Company": BODY, "Organization": BODY, "Agency": BODY, "ThreatActor": GROUP, "Group": GROUP}
"""Kinds that may be one: a list's Company is another's Organization. A State is nobody else and has codes; it is in none."""

_HERE: Final = Path(__file__).parent


def _table(name: str) -> list[list[str]]:
    """The rows of a table beside this file, less its header."""
    return [line.split("\t") for line in (_HERE / name).read_text(encoding="utf-8").splitlines()[1:]]


def _sort(sort: str) -> frozenset[str]:
    return frozenset(word for found, word in _table("name_words.tsv") if found == sort)


LEGAL_FORMS: Final = _sort("legal_form")
"""Words that say what a body is in law and nothing of which one it is."""

TITLES: Final = _sort("title")
PARTICLES: Final = _sort("particle")
"""Joints of names that one list writes and another leaves out."""

_SEPARATOR: Final = re.compile(r"[^a-z0-9]+")
_DROPPED: Final = re.compile(r"['’`ʿʾ\"“”«»]")
_GIVEN: Final = tuple((re.compile(spellings), name) for name, spellings in _table("given_names.tsv"))
"""Given names that lists spell in a dozen ways."""

_SOUNDS: Final = (
    (re.compile(r"shch|sch|sh"), "s"),
    (re.compile(r"tch|ch|cz|ts|tz"), "c"),
    (re.compile(r"kh|gh|q|ck"), "k"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"dzh|zh|dj|j"), "z"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"w"), "v"),
    (re.compile(r"th"), "t"),
    (re.compile(r"h"), ""),
    (re.compile(r"[aeiouy]"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)
_WEAK: Final = "aeiouyh"
_FIRST: Final = str.maketrans({"y": "i", "e": "i", "o": "a", "u": "a"})
"""A vowel that begins a word is kept, in one form of those that transcribers take for it."""


@lru_cache(maxsize=1 << 18)
def folded(name: str) -> str:
    """Latin small letters and digits, words apart: `Фонд «Мир»` -> `fond mir`."""
    return _SEPARATOR.sub(" ", latin()(_DROPPED.sub("", name)).lower()).strip()


@lru_cache(maxsize=1 << 18)
def compact(name: str) -> str:
    """A code name without what one source writes and another does not: blanks (`APT 31`, `APT-31`), `The` before it, `Group` behind it.

    `Group 72` and `Threat Group-0416` keep it: there it belongs to the number.
    """
    told = folded(name).removeprefix("the ")
    bare = told.removesuffix(" group")
    return (bare if any(letter.isalpha() for letter in bare) else told).replace(" ", "")


def native(name: str) -> str:
    """The name where it is written in another script than Latin, else nothing: spelling then is the person's own, not a transcriber's."""
    plain = " ".join(sorted(name.casefold().replace(",", " ").split()))
    return plain if any(letter.isalpha() and letter > "ɏ" for letter in plain) else ""


@lru_cache(maxsize=1 << 18)
def words(name: str, family: str) -> tuple[str, ...]:
    """The words that tell one party from another, sorted; all of them where nothing else would be left."""
    every = folded(name).split()
    dropped = TITLES | PARTICLES if family == PERSON else LEGAL_FORMS | PARTICLES
    kept = [word for word in every if word not in dropped]
    return tuple(sorted(dict.fromkeys(kept or every)))


@lru_cache(maxsize=1 << 18)
def sound(word: str) -> str:
    """What a word sounds like to a transcriber: consonants, and one form of the given names that are spelt in a dozen ways."""
    for pattern, form in _GIVEN:
        if pattern.fullmatch(word):
            word = form
            break
    if any(letter.isdigit() for letter in word):
        return word
    heard = word
    for pattern, replacement in _SOUNDS:
        heard = pattern.sub(replacement, heard)
    return (word[0].translate(_FIRST) if word[0] in _WEAK else "") + heard if heard else word
