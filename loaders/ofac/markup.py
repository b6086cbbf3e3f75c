"""OFAC's sdn.xml and consolidated.xml (`<sdnList>`), entry by entry. No entities are expanded; OFAC's advanced XML is refused by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element
from xml.parsers import expat

from graph.dates import Span
from graph.errors import InputError, Place
from graph.ingest.rows import Reject
from loaders._lists.particulars import is_register
from loaders.ofac.party import Party

MAX_BYTES: Final = 400_000_000
"""The SDN list is some 30 MB; the file is read in pieces, so this bounds time, not memory."""

EXPECTED: Final = "expected: <sdnList> with <sdnEntry> elements (sdn.xml, consolidated.xml)"
_PIECE: Final = 1 << 16
_MAX_ENTRY: Final = 5_000
"""Elements of one entry; the longest so far has some hundreds."""

_MAX_ENTRY_TEXT: Final = 500_000
_MAX_DEPTH: Final = 12
_KIND_WORDS: Final = ("individual", "entity", "vessel", "aircraft")
_AS_PUBLISHED: Final = "use the file as published"


class _Reading:
    """What one parser has seen: entries that are complete, with their lines. Nothing else of the file is kept."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.done: list[tuple[int, Element]] = []
        self.published = ""
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._stack: list[Element] = []
        self._line = self._elements = self._characters = 0

    def _doctype(self, *_: object) -> None:
        """A list needs none, and only bombs and readers of other files do."""
        raise self._wrong("declares a document type, in which entities could hide", _AS_PUBLISHED)

    def _wrong(self, reason: str, hint: str) -> InputError:
        return InputError(reason, Place(self.name, self.parser.CurrentLineNumber), hint=hint)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag.rpartition(" ")[2])
        if not self._stack and element.tag != "sdnList":
            raise self._wrong(_unlike(element.tag), EXPECTED)
        if len(self._stack) == 1:
            self._line, self._elements, self._characters = self.parser.CurrentLineNumber, 0, 0
        elif self._stack:
            self._elements += 1
            self._stack[-1].append(element)
        self._stack.append(element)
        if self._elements > _MAX_ENTRY or len(self._stack) > _MAX_DEPTH:
            raise self._wrong("an entry is far larger than any of OFAC's", _AS_PUBLISHED)

    def _text(self, text: str) -> None:
        self._characters += len(text)
        if self._characters > _MAX_ENTRY_TEXT:
            raise self._wrong("an entry is far larger than any of OFAC's", _AS_PUBLISHED)
        if len(self._stack) > 1:
            self._stack[-1].text = (self._stack[-1].text or "") + text

    def _end(self, _: str) -> None:
        element = self._stack.pop()
        if len(self._stack) == 1 and element.tag == "sdnEntry":
            self.done.append((self._line, element))
        elif len(self._stack) == 1 and element.tag == "publshInformation":
            self.published = _of(element, "Publish_Date")

    def pieces(self, path: Path) -> Iterator[None]:
        """Read on, a piece at a time."""
        size = 0
        try:
            with path.open("rb") as stream:
                while piece := stream.read(_PIECE):
                    size += len(piece)
                    if size > MAX_BYTES:
                        raise InputError(f"is larger than {MAX_BYTES // 1_000_000} MB: no list is", Place(self.name))
                    self.parser.Parse(piece, False)
                    yield
            self.parser.Parse(b"", True)
            yield
        except expat.ExpatError as error:
            reason = f"is not well-formed XML: {expat.ErrorString(error.code)}"
            raise InputError(reason, Place(self.name, error.lineno), hint="the file may be cut off; fetch it again") from None
        except (OSError, LookupError, ValueError) as error:
            raise InputError(f"cannot be read: {error}", Place(self.name)) from None


def read_day(path: Path, name: str) -> Span | None:
    """The day of publication that the list gives itself (US order: 03/24/2022); None where it gives none.

    Raises:
        InputError: the file is not such a list, or gives a day that is none.
    """
    reading = _Reading(name)
    for _ in reading.pieces(path):
        if reading.published or reading.done:
            break
    if not reading.published:
        return None
    match = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", reading.published, re.ASCII)
    try:
        if not match:
            raise ValueError
        return Span.parse(f"{match[3]}-{int(match[1]):02}-{int(match[2]):02}")
    except ValueError:
        reason = f"{reading.published[:20]!r} is not a day"
        raise InputError(reason, Place(name, 1, "Publish_Date"), hint="MM/DD/YYYY") from None


def read_entries(path: Path, name: str) -> Iterator[Party | Reject]:
    """The entries; where the XML breaks off, one reject says where, and reading ends."""
    reading = _Reading(name)
    try:
        for _ in reading.pieces(path):
            done, reading.done = reading.done, []
            for line, element in done:
                yield _party(element, line, name)
    except InputError as error:
        for line, element in reading.done:
            yield _party(element, line, name)
        yield Reject(error.place, error.message, error.hint)


def _party(entry: Element, line: int, name: str) -> Party | Reject:
    number, kind_word, party_name = _of(entry, "uid"), _of(entry, "sdnType").casefold(), _name(entry)
    if not number.isascii() or not number.isdigit():
        return Reject(Place(name, line, "uid"), "an entry needs a number", "digits only", number[:40])
    if not party_name:
        return Reject(Place(name, line, "lastName"), "an entry without a name", "", f"uid {number}")
    if kind_word not in _KIND_WORDS:
        return Reject(Place(name, line, "sdnType"), "is no type of entry", f"one of {', '.join(_KIND_WORDS)}", kind_word[:60])
    names = [(_name(aka), _of(aka, "category").casefold()) for aka in entry.iterfind("akaList/aka")]
    return Party(
        number=number,
        line=line,
        name=party_name,
        kind_word=kind_word,
        programmes=_all(entry, "programList/program"),
        title=_of(entry, "title"),
        remarks="; ".join(part for part in (_of(entry, "remarks"), *_births(entry), *_papers(entry)) if part),
        aliases=tuple(dict.fromkeys(alias for alias, strength in names if alias and strength != "weak")),
        weak_aliases=tuple(dict.fromkeys(alias for alias, strength in names if alias and strength == "weak")),
        nationalities=(*_all(entry, "nationalityList/nationality/country"), *_all(entry, "citizenshipList/citizenship/country")),
        countries=_all(entry, "addressList/address/country"),
    )


def _births(entry: Element) -> tuple[str, ...]:
    """As the CSV writes them in its remarks."""
    return tuple(f"DOB {day}" for day in _all(entry, "dateOfBirthList/dateOfBirthItem/dateOfBirth"))


def _papers(entry: Element) -> tuple[str, ...]:
    """A body's numbers in registers and its type, as the CSV writes them: `Tax ID No. 100036386`, `Target Type Government Entity`.

    Of other papers only the kind is kept, which tells what kind of body it is.
    """
    if _of(entry, "sdnType").casefold() != "entity":
        return ()
    found = []
    for paper in entry.iterfind("idList/id"):
        kind = _of(paper, "idType")
        if kind.startswith(("Target Type", "Organization Type", "Listing Date")) or is_register(kind):
            found.append(f"{kind} {_of(paper, 'idNumber')}")
        else:
            found.append(kind)
    return tuple(dict.fromkeys(found))


def _name(element: Element) -> str:
    """`LAST, First` as the CSV writes it; a body has a last name only."""
    return ", ".join(part for part in (_of(element, "lastName"), _of(element, "firstName")) if part)


def _of(element: Element, path: str) -> str:
    return " ".join((element.findtext(path) or "").split())


def _all(element: Element, path: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for found in element.iterfind(path) if (text := " ".join((found.text or "").split()))))


def _unlike(root: str) -> str:
    if root == "Sanctions":
        return "this is OFAC's advanced XML (<Sanctions>), which is not read here; the plain list of that day holds the same entries"
    return f"this is XML, but no list of OFAC's: its root is <{root[:40]}>"
