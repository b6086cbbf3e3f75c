"""Words for actions of the vocabulary, in the forms in which things are told as done. Knows no actors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from loaders._news.article import Article, Piece

TABLE: Final = Path(__file__).parent / "verbs.tsv"
_CYBER: Final = re.compile(r"\bcyber|\bhack|\bmalicious emails?\b|\bmalware\b|\bphishing\b|\bintrusions?\b", re.IGNORECASE)
_NOT_DONE: Final = re.compile(
    r"(?:\b(?:not|never|without|will|would|could|might|may|should|shall|cannot|to|if|nor|being)|n['’]t)\s+(?:\w+ly\s+|be\s+|have\s+|been\s+)*$",
    re.IGNORECASE,
)
_RIGHT: Final = 120
_COORDINATED: Final = re.compile(r"(?:,|\band|\bthen)\s+(?:(?:has|have|had|also|then|subsequently)\s+)*$", re.IGNORECASE)
_PASSIVE: Final = re.compile(r"\s+(?:\w+ly\s+)?by\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verb:
    """A row of the table. `object` must stand behind the verb; `cyber` asks for a word of intrusion in the sentence; `goes_with`
    says that the target stands behind 'with', 'to' or 'against'.
    """

    action: str
    verb: re.Pattern[str]
    object: re.Pattern[str]
    cyber: bool
    goes_with: bool


@dataclass(frozen=True, slots=True)
class Trigger:
    """A verb at a place of the text."""

    place: Piece
    verb: Verb
    passive: bool = False
    coordinated: bool = False

    @property
    def action(self) -> str:
        return self.verb.action


@cache
def verbs() -> tuple[Verb, ...]:
    """In the order of the table: what is said more closely stands first."""
    rows = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines()[1:] if line]
    return tuple(
        Verb(
            action,
            re.compile(rf"\b{verb}\b", re.IGNORECASE),
            re.compile(
                rf"\s+(?:\w+ly\s+)?(?:{object_})" if object_.startswith((".", "(?!")) else rf"(?:\W+\w+){{0,5}}?\W+(?:{object_})", re.I
            )
            if object_
            else re.compile(""),
            needs == "cyber",
            needs == "with",
        )
        for action, verb, object_, needs in rows
    )


def triggers_of(article: Article, sentence: Piece) -> list[Trigger]:
    """What a sentence tells as done, in its order. Of two verbs at one place the first of the table holds."""
    found: list[Trigger] = []
    for verb in verbs():
        if verb.cyber and not _CYBER.search(article.text, sentence.start, sentence.end):
            continue
        for match in verb.verb.finditer(article.text, sentence.start, sentence.end):
            place = Piece(match.start(), match.end())
            if any(other.place.meets(place) for other in found) or not _is_told(article, sentence, place, verb):
                continue
            found.append(_trigger(article, sentence, place, verb))
    return sorted(found, key=lambda one: one.place)


def _is_told(article: Article, sentence: Piece, place: Piece, verb: Verb) -> bool:
    """The object is there, and the act is told as done: neither denied nor to come."""
    right = article.text[place.end : min(sentence.end, place.end + _RIGHT)]
    return bool(verb.object.match(right)) and not _NOT_DONE.search(article.text[sentence.start : place.start])


def _trigger(article: Article, sentence: Piece, place: Piece, verb: Verb) -> Trigger:
    left, right = article.text[sentence.start : place.start], article.text[place.end : sentence.end]
    return Trigger(place, verb, bool(_PASSIVE.match(right)), bool(_COORDINATED.search(left)))
