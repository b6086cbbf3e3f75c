"""A text with its sentences and quotations by their places. Knows no names, no dates, no verbs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from graph.errors import InputError, Place
from graph.ingest.validate import CONTROL

MAX_CHARACTERS: Final = 1_000_000
MAX_SENTENCE: Final = 2_000
_BREAK: Final = re.compile(r"\n[ \t]*\n\s*|(?<=[.!?])[\"”’']?\s+(?=[\"“‘']?[A-Z0-9])")
_SHORT: Final = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|St|No|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Inc|Ltd|Co|vs)|\b[A-Z])\.$"
)
_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n")
_QUOTED: Final = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|(?<!\w)‘.{3,}?’(?!\w)", re.DOTALL)


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """A stretch of the text, by the places of its first character and of the one behind its last."""

    start: int
    end: int

    def holds(self, other: Piece) -> bool:
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Piece) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(slots=True)
class Article:
    """`quotations` are what stands in quotation marks; one that no mark closes goes to the end of its paragraph."""

    text: str
    paragraphs: list[Piece] = field(default_factory=list)
    sentences: list[Piece] = field(default_factory=list)
    quotations: list[Piece] = field(default_factory=list)

    def __getitem__(self, piece: Piece) -> str:
        return self.text[piece.start : piece.end]

    def paragraph_of(self, piece: Piece) -> Piece:
        return _at(self.paragraphs, piece.start)

    def sentence_of(self, piece: Piece) -> Piece:
        return _at(self.sentences, piece.start)

    def quotation_of(self, piece: Piece) -> Piece | None:
        """The quotation that holds a piece; short ones in single marks are words, not speech."""
        return next((quoted for quoted in self.quotations if quoted.holds(piece)), None)


def read_article(text: str, name: str = "the text") -> Article:
    """Split a text.

    Raises:
        InputError: too long, empty, or with characters that no chronology may hold.
    """
    if len(text) > MAX_CHARACTERS:
        raise InputError(f"the text has {len(text):,} characters, more than {MAX_CHARACTERS:,}", Place(name), hint="give one article")
    if not text.strip():
        raise InputError("the text is empty", Place(name))
    if match := CONTROL.search(text):
        reason = f"holds the control character U+{ord(match[0]):04X} at position {match.start() + 1}"
        raise InputError(reason, Place(name, text.count("\n", 0, match.start()) + 1), hint="save it as plain text")
    article = Article(text)
    article.paragraphs = _split(text, Piece(0, len(text)), _PARAGRAPH)
    for paragraph in article.paragraphs:
        article.sentences.extend(_sentences(text, paragraph))
        article.quotations.extend(Piece(match.start(), match.end()) for match in _QUOTED.finditer(text, paragraph.start, paragraph.end))
    return article


def _sentences(text: str, paragraph: Piece) -> list[Piece]:
    """A full stop behind an initial or a short form ends none."""
    found: list[Piece] = []
    for piece in _split(text, paragraph, _BREAK):
        if found and _SHORT.search(text[found[-1].start : found[-1].end]):
            found[-1] = Piece(found[-1].start, piece.end)
        else:
            found.append(piece)
    return [part for piece in found for part in _shortened(text, piece)]


def _shortened(text: str, piece: Piece) -> Iterator[Piece]:
    """What goes on without a full stop (a table, a list) is cut at its blanks."""
    while piece.end - piece.start > MAX_SENTENCE:
        cut = text.rfind(" ", piece.start + 1, piece.start + MAX_SENTENCE)
        cut = cut if cut > 0 else piece.start + MAX_SENTENCE
        yield stripped(text, piece.start, cut)
        piece = stripped(text, cut, piece.end)
    if piece.start < piece.end:
        yield piece


def _split(text: str, whole: Piece, mark: re.Pattern[str]) -> list[Piece]:
    """The pieces between the marks, without the blanks at their ends; empty ones are none."""
    ends = [(match.start(), match.end()) for match in mark.finditer(text, whole.start, whole.end)]
    starts = [whole.start, *(end for _, end in ends)]
    stops = [*(start if not text[start:end].strip() else start + 1 for start, end in ends), whole.end]
    return [piece for start, stop in zip(starts, stops, strict=True) if (piece := stripped(text, start, stop)).start < piece.end]


def stripped(text: str, start: int, end: int, blanks: str = " \t\r\n\xa0") -> Piece:
    """The piece without such characters at its ends."""
    while start < end and text[start] in blanks:
        start += 1
    while end > start and text[end - 1] in blanks:
        end -= 1
    return Piece(start, end)


def _at(pieces: list[Piece], place: int) -> Piece:
    return pieces[max(0, bisect_right(pieces, Piece(place, 1 << 62)) - 1)]
