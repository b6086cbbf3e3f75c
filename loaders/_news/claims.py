"""Who says so, in which words of likelihood, and who denies: from reporting verbs, yardsticks of the vocabulary and quotations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from graph.vocabulary import UNKNOWN_SCHEME, vocabulary
from loaders._news.article import Article, Piece
from loaders._news.names import Mention
from loaders._news.parties import Party, acting

_SAYS: Final = re.compile(
    r"\b(?:says?|said|believes?|believed|assess(?:es|ed)|conclude[sd]?|found|finds?|told|alleges?|alleged|claims?|claimed|stated?|states"
    r"|announced|confirmed|estimates?|judge[sd]?|reported|added|revealed|according to)\b",
    re.IGNORECASE,
)
_DENIES: Final = re.compile(
    r"\bsmear|\bbaseless|\bgroundless|\bunfounded|\bfabricat|\bdisinformation|\bslander|\bpure fiction|\bno evidence\b"
    r"|\bunwarranted accusation|\bnonsense\b|\bnothing to do with\b",
    re.IGNORECASE,
)
_SCHEMES_OF: Final = {"GBR": "PHIA", "USA": "ICD203"}
"""Whose words are weighed by which yardstick, where both have them."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Words of likelihood at a place of the text."""

    place: Piece
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """A claim about an action: who makes it, in which words, where."""

    by: Party
    place: Piece
    words: str = ""
    scheme: str = ""


@cache
def _estimates() -> re.Pattern[str]:
    words = sorted({words for _, words in vocabulary().bands}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(re.escape(word).replace(chr(92) + ' ', ' +') for word in words)})\b", re.IGNORECASE)


def estimate_in(article: Article, sentence: Piece, near: Piece) -> Estimate | None:
    """The words of likelihood of a sentence that stand nearest before a verb, or else behind it."""
    found = [Piece(match.start(), match.end()) for match in _estimates().finditer(article.text, sentence.start, sentence.end)]
    if not found:
        return None
    nearest = min(found, key=lambda place: (place.start > near.start, abs(place.start - near.start)))
    return Estimate(nearest, article[nearest])


def scheme_of(words: str, state: str) -> str:
    """The one yardstick that has the words, or the claimant's own; unknown where neither tells."""
    plain = " ".join(words.casefold().split())
    schemes = {scheme for scheme, held in vocabulary().bands if held == plain}
    if len(schemes) == 1:
        return next(iter(schemes))
    return _SCHEMES_OF[state] if _SCHEMES_OF.get(state) in schemes else UNKNOWN_SCHEME


def claimant_in(article: Article, sentence: Piece, mentions: Sequence[Mention], before: int) -> Party | None:
    """Who is said to say so: the first actor of the sentence with a reporting verb behind it, ahead of the act."""
    for match in _SAYS.finditer(article.text, sentence.start, min(before, sentence.end)):
        ahead = [mention for mention in mentions if sentence.start <= mention.place.start and mention.place.end <= match.start()]
        if ahead:
            party = acting(article, ahead[0])
            return party if party.ref else None
    return None


def speaker_of(article: Article, quoted: Piece, mentions: Sequence[Mention]) -> Mention | None:
    """Who speaks a quotation: the actor beside a reporting verb of its paragraph, or of the one before where that quotation goes on."""
    paragraph = article.paragraph_of(quoted)
    if found := _beside(article, paragraph, mentions):
        return found
    before = [one for one in article.paragraphs if one.end <= paragraph.start]
    opened = [one for one in article.quotations if before and one.end == before[-1].end and article.text[one.end - 1] not in '”"']
    return speaker_of(article, opened[0], mentions) if opened and article.text[paragraph.start] in '“"' else None


def _beside(article: Article, paragraph: Piece, mentions: Sequence[Mention]) -> Mention | None:
    """The actor nearest to a reporting verb outside of quotations; a person rather than the state named with them."""
    outside = [m for m in mentions if paragraph.holds(m.place) and not article.quotation_of(m.place)]
    verbs = [
        Piece(match.start(), match.end())
        for match in _SAYS.finditer(article.text, paragraph.start, paragraph.end)
        if not article.quotation_of(Piece(match.start(), match.end()))
    ]
    if not verbs or not outside:
        return None
    people = [mention for mention in outside if mention.known.kind == "Person"] or outside
    return min(people, key=lambda mention: min(abs(verb.start - mention.place.start) for verb in verbs))


def denials_in(article: Article) -> list[Piece]:
    """Quotations that reject something: 'smearing', 'groundless', 'no evidence'."""
    return [quoted for quoted in article.quotations if _DENIES.search(article.text, quoted.start, quoted.end)]
