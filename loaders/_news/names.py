"""Actors in a text by their names and aliases, longest first, and states by their adjectives and capitals. Knows no verbs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

from graph.model import Record, Tie
from graph.vocabulary import vocabulary
from loaders._news.article import Article, Piece
from loaders.base import loaders
from loaders.states.table import states

PEOPLES: Final = Path(__file__).parent / "peoples.tsv"
_WORD: Final = re.compile(r"\w+")
_GAP: Final = re.compile(r"[\s.,&'’\-–]{0,3}")
_MAX_WORDS: Final = 12
_CAPITALISED: Final = re.compile(r"\b[A-Z][\w&’'-]*(?:\s+(?:(?:of|for|the|de|al|bin|van|von)\s+){0,2}[A-Z0-9][\w&’'-]*){0,6}")
MAX_UNKNOWN: Final = 200

How = Literal["name", "adjective", "capital"]


@dataclass(frozen=True, slots=True)
class Known:
    """An actor that has a name: its ref, kind, and the state that it stands for (empty where none is known)."""

    ref: str
    kind: str
    name: str
    state: str = ""
    how: How = "name"


@dataclass(frozen=True, slots=True)
class Mention:
    """An actor at a place of the text."""

    place: Piece
    known: Known


@dataclass(slots=True)
class Names:
    """Names by their words. A name that several actors bear names none of them."""

    _first: dict[str, dict[tuple[str, ...], Known | None]] = field(default_factory=dict)

    def add(self, text: str, known: Known) -> None:
        words = tuple(_WORD.findall(text))
        if not words or len(words) > _MAX_WORDS or not any(word[0].isupper() or not word[0].islower() for word in words):
            return
        bearers = self._first.setdefault(words[0], {})
        held = bearers.get(words, known)
        bearers[words] = known if held and (held.ref == known.ref or _same_state(held, known)) else None

    def mentions(self, article: Article) -> list[Mention]:
        """In the order of the text; none overlaps another."""
        words = [Piece(match.start(), match.end()) for match in _WORD.finditer(article.text)]
        found: list[Mention] = []
        at = 0
        while at < len(words):
            length, known = self._longest(article, words, at)
            if known:
                found.append(Mention(Piece(words[at].start, words[at + length - 1].end), known))
            at += max(1, length)
        return found

    def _longest(self, article: Article, words: list[Piece], at: int) -> tuple[int, Known | None]:
        bearers = self._first.get(article[words[at]], {})
        for length in sorted({len(name) for name in bearers}, reverse=True):
            run = words[at : at + length]  # shorter at the end of the text, and then another length's
            if len(run) < length:
                continue
            name = tuple(article[word] for word in run)
            if name in bearers and all(_GAP.fullmatch(article.text[one.end : other.start]) for one, other in pairwise(run)):
                return length, bearers[name]
        return 0, None


def _same_state(one: Known, other: Known) -> bool:
    return one.kind == other.kind == "State" and one.state == other.state


def bundled_names() -> Names:
    """States of the project's table with their adjectives and capitals, and the actors of the bundled chronology."""
    names = Names()
    for state in states():
        if state.living:
            for text in (state.name, *state.names):
                if not (text.isupper() and len(text) < 3 and text not in ("US", "UK", "EU", "UN")):
                    names.add(text, Known(state.id, "State", state.name, state.code))
    names.add("US", _state("USA"))
    for code, how, text in _peoples():
        known = Known(f"state:{code}", "State", _state(code).name, code, how)
        names.add(text, known)
        if how == "adjective" and text[-1] in "ni":
            names.add(f"{text}s", known)
    for known, texts in _bundled_actors():
        for text in texts:
            names.add(text, known)
    return names


def _state(code: str) -> Known:
    state = next(one for one in states() if one.code == code)
    return Known(state.id, "State", state.name, code)


@cache
def _peoples() -> tuple[tuple[str, How, str], ...]:
    rows = [line.split("\t") for line in PEOPLES.read_text("utf-8").splitlines()[1:] if line]
    told: list[tuple[str, How, str]] = []
    for code, adjectives, capital in rows:
        told += [(code, "adjective", text) for text in adjectives.split(";") if text]
        told += [(code, "capital", text) for text in capital.split(";") if text]
    return tuple(told)


def _bundled_actors() -> Iterator[tuple[Known, tuple[str, ...]]]:
    records, ties = dict[str, Record](), list[Tie]()
    chronology = loaders()["chronology"]
    for load in chronology.read(chronology.bundled):
        for item in (item for row in load.rows for item in getattr(row, "items", ())):
            if isinstance(item, Record):
                records[item.id] = item
            elif isinstance(item, Tie):
                ties.append(item)
    up = _upwards(ties)
    for record in records.values():
        if record.kind != "State" and not record.unnamed:
            texts = (record.name, record.name.removeprefix("The "), *record.aliases)
            yield Known(record.id, record.kind, record.name, _state_of(record.id, up, records)), texts


def _upwards(ties: Iterable[Tie]) -> dict[str, list[str]]:
    """From an actor to whom it belongs to, by ties that fold; and from an official to the office, for whom the text lets speak."""
    up: dict[str, list[str]] = {}
    for tie in ties:
        if vocabulary().ties[tie.type].folds == "forward" or tie.type == "OFFICER_OF":
            up.setdefault(tie.source, []).append(tie.target)
    return up


def _state_of(ref: str, up: dict[str, list[str]], records: dict[str, Record], depth: int = 6) -> str:
    for above in up.get(ref, ()) if depth else ():
        record = records.get(above)
        if record and record.kind == "State":
            return record.actor.removeprefix("state:")
        if found := _state_of(above, up, records, depth - 1):
            return found
    return ""


def unknown_names(article: Article, mentions: Sequence[Mention]) -> list[str]:
    """Runs of capitalised words that name nobody known yet, each once: what a graph may know."""
    found: dict[str, None] = {}
    for match in _CAPITALISED.finditer(article.text):
        piece = Piece(match.start(), match.end())
        if len(match[0]) > 2 and not any(mention.place.meets(piece) for mention in mentions):
            found.setdefault(" ".join(match[0].split()))
    return list(found)[:MAX_UNKNOWN]
