"""Drafted actions as a chronology that a person finishes: CHECK marks what was guessed, every entry quotes what it was read from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from graph.dates import Span
from loaders._news.actions import MAX_ALSO, Drafted
from loaders._news.article import Article, Piece
from loaders._news.claims import Said
from loaders._news.parties import Party

_HEAD: Final = """# A draft, read from a text by rules: not checked by anybody. Look at every action: who, whom, what, when, on whose word.
# Characters are counted from 0 in the text as it was read; sources.words is the text between them. Then:
#   retorsion check THIS_FILE
#   retorsion load chronology THIS_FILE
"""
_MAX_TITLE: Final = 200


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the text is from, as far as it was told."""

    dataset: str
    day: date
    title: str = ""
    publisher: str = ""
    url: str = ""


def dataset_id(name: str) -> str:
    """An id for the draft of a file."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.casefold().encode("ascii", "ignore").decode()).strip("-")[:60].strip("-")
    return f"draft-{plain or 'text'}"


def chronology_of(article: Article, drafted: Sequence[Drafted], origin: Origin) -> str:
    """The whole file."""
    return _HEAD + "\n".join((*_header(article, origin), *_actions(article, drafted, origin))) + "\n"


def _header(article: Article, origin: Origin) -> Iterator[str]:
    title = origin.title or _first_line(article)
    yield from ("chronology: 1", f"dataset: {origin.dataset}", f"title: {_text('Draft: ' + title)}")
    yield from ("publisher: CHECK", "licence: CHECK", "", "sources:", "  article:")
    yield f"    title: {_text(title)}"
    yield f"    publisher: {_text(origin.publisher or 'CHECK')}"
    yield f"    published: {origin.day}"
    if origin.url:
        yield f"    url: {_text(origin.url)}"
    yield "    reliability: F  # CHECK: A to F"
    yield ""


def _first_line(article: Article) -> str:
    line = article[article.sentences[0]] if article.sentences else "a text"
    return " ".join(line.split())[:_MAX_TITLE]


def _actions(article: Article, drafted: Sequence[Drafted], origin: Origin) -> Iterator[str]:
    if not drafted:
        yield "# No action was found."
        return
    yield "actions:"
    for number, one in enumerate(drafted, 1):
        yield from _action(article, one, f"{number:02d}-{one.action.replace('_', '-')}", origin)


def _action(article: Article, one: Drafted, name: str, origin: Origin) -> Iterator[str]:
    yield f"  - id: {name}"
    yield f"    date: {_span(one.span)}{'' if one.when else '  # CHECK: the text gives no time'}"
    if one.until:
        yield f"    end_date: {_span(one.until)}"
    yield f"    by: {_party(one.by, alleged=one.covert)}"
    if one.by.organ:
        yield f"    organ: {one.by.organ}"
    if one.by.official:
        yield f"    official: {one.by.official}"
    yield f"    action: {one.action}"
    yield "    targets:"
    yield from (f"      - {_party(target, inferred=one.inferred_targets)}" for target in one.targets)
    if one.covert:
        yield "    assertion: alleged"
    if one.said:
        yield "    claims:"
        yield from (f"      - {_claim(article, said, origin)}" for said in one.said)
    yield f"    note: {_text(_note(article, one))}"
    yield f"    sources: [{{source: article, words: {_text(article[one.place])}}}]"
    yield ""


def _party(party: Party, *, alleged: bool = False, inferred: bool = False) -> str:
    """A known actor by its id; a party without a name by its words, with the state that the words name."""
    if not party.ref:
        state = f", state: state:{party.state}" if party.state else ""
        claimed = ", assertion: alleged" if alleged and state else ""
        return f"{{unnamed: {_text(party.words)}{state}{claimed}}}"
    role = f", role: {_text(party.role)}" if party.role else ""
    guessed = ", inferred: true" if inferred else ""
    return f"{{actor: {_text(party.ref)}{role}{guessed}}}"


def _claim(article: Article, said: Said, origin: Origin) -> str:
    words = f", words: {_text(said.words)}, scheme: {said.scheme}" if said.words else ""
    speaker = f", speaker: {_text(said.by.official)}" if said.by.official else ""
    return f"{{by: {_text(said.by.organ or said.by.ref)}{words}{speaker}, quote: {_text(article[said.place])}, source: article}}"


def _note(article: Article, one: Drafted) -> str:
    """Where each part was read."""
    parts = [f"CHECK. Characters {_place(one.place)}", f"by {_quoted(article, one.by.place)}"]
    parts += [f"target {_quoted(article, target.place)}" for target in one.targets]
    if one.when:
        parts.append(f"date {_quoted(article, one.when.place)}")
    if one.also:
        more = " and more" if len(one.also) > MAX_ALSO else ""
        parts.append(f"told again at {', '.join(_place(piece) for piece in one.also[:MAX_ALSO])}{more}")
    if one.inferred_targets:
        parts.append("the targets are those who accuse in this text")
    if one.proposed:
        parts.append("proposed by a language model")
    return "; ".join(parts)


def _quoted(article: Article, piece: Piece) -> str:
    return f"{' '.join(article[piece].split())!r} ({_place(piece)})"


def _place(piece: Piece) -> str:
    return f"{piece.start}-{piece.end}"


def _span(span: Span) -> str:
    return str(span)


def _text(value: str) -> str:
    """Text as YAML reads it back to the letter: JSON's strings are YAML's too."""
    return (
        json.dumps(value, ensure_ascii=False)
        .replace("\x7f", "\\x7f")
        .replace("\x85", "\\x85")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )
