"""XML lists record by record, in bounded memory. No entities are expanded; what a record means is not known here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element
from xml.parsers import expat

from graph.errors import InputError, Place
from loaders._lists.texts import MAX_TEXT_BYTES

_PIECE: Final = 1 << 16
_MAX_ELEMENTS: Final = 5_000
_MAX_CHARACTERS: Final = 500_000
_MAX_DEPTH: Final = 12
_AS_PUBLISHED: Final = "use the file as published"


@dataclass(frozen=True, slots=True)
class Shape:
    """Which XML is meant: its root, the elements that are records, and in words what is expected."""

    root: str
    records: frozenset[str]
    expected: str


class Reading:
    """What one parser has seen: records that are complete, with their lines, and the root's attributes. Nothing else is kept."""

    def __init__(self, path: Path, name: str, shape: Shape) -> None:
        self.attributes: dict[str, str] = {}
        self._path, self._name, self._shape = path, name, shape
        self._done: list[tuple[int, Element]] = []
        self._stack: list[Element] = []
        self._depth = self._line = self._elements = self._characters = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype

    def records(self) -> Iterator[tuple[int, Element]]:
        """The records with the lines on which they begin.

        Raises:
            InputError: after the last whole record, where the XML breaks off or is of another kind.
        """
        problem: InputError | None = None
        pieces = self._pieces()
        while problem is None:
            try:
                next(pieces)
            except StopIteration:
                break
            except InputError as error:
                problem = error
            yield from self._done
            self._done.clear()
        yield from self._done
        if problem:
            raise problem

    def _pieces(self) -> Iterator[None]:
        size = 0
        try:
            with self._path.open("rb") as stream:
                while piece := stream.read(_PIECE):
                    size += len(piece)
                    if size > MAX_TEXT_BYTES:
                        raise InputError(f"is larger than {MAX_TEXT_BYTES // 1_000_000} MB: no list is", Place(self._name))
                    self._parser.Parse(piece, False)
                    yield
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            reason = f"is not well-formed XML: {expat.ErrorString(error.code)}"
            raise InputError(reason, Place(self._name, error.lineno), hint="the file may be cut off; fetch it again") from None
        except (OSError, LookupError, ValueError) as error:
            raise InputError(f"cannot be read: {error}", Place(self._name)) from None

    def _wrong(self, reason: str, hint: str = _AS_PUBLISHED) -> InputError:
        return InputError(reason, Place(self._name, self._parser.CurrentLineNumber), hint=hint)

    def _doctype(self, *_: object) -> None:
        """A list needs none, and only bombs and readers of other files do."""
        raise self._wrong("declares a document type, in which entities could hide")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        plain = tag.rpartition(" ")[2]
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise self._wrong("is nested more deeply than any list")
        if self._depth == 1:
            if plain != self._shape.root:
                raise self._wrong(f"this is XML, but no such list: its root is <{plain[:40]}>", self._shape.expected)
            self.attributes = attributes
        if self._stack:
            self._count(elements=1)
            self._stack.append(Element(plain))
            self._stack[-2].append(self._stack[-1])
        elif plain in self._shape.records:
            self._line, self._elements, self._characters = self._parser.CurrentLineNumber, 0, 0
            self._stack.append(Element(plain))

    def _text(self, text: str) -> None:
        if self._stack:
            self._count(characters=len(text))
            self._stack[-1].text = (self._stack[-1].text or "") + text

    def _count(self, elements: int = 0, characters: int = 0) -> None:
        self._elements += elements
        self._characters += characters
        if self._elements > _MAX_ELEMENTS or self._characters > _MAX_CHARACTERS:
            raise self._wrong("a record is far larger than any of a list's")

    def _end(self, _: str) -> None:
        self._depth -= 1
        if self._stack:
            element = self._stack.pop()
            if not self._stack:
                self._done.append((self._line, element))


def text_of(element: Element, path: str) -> str:
    """The text at a path, its blanks as one; empty where there is none."""
    return " ".join((element.findtext(path) or "").split())


def texts_of(element: Element, path: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for found in element.iterfind(path) if (text := " ".join((found.text or "").split()))))
