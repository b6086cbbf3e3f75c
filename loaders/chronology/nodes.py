"""YAML text as a tree of nodes in which every scalar is text and knows its line. Nothing here knows what the keys mean.

Built from the parser's events, never from objects: YAML would read `NO` as false and `2024-03` as arithmetic. What is wrong in one
place (a text that is too long, an alias) becomes a `Broken` node there, so that only the entry that holds it is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from graph.errors import InputError, Place

MAX_FILE_BYTES: Final = 64_000_000
MAX_TEXT: Final = 64_000
MAX_DEPTH: Final = 12
ABSURD_DEPTH: Final = 100
"""Here reading stops: the parser's time grows with the square of the depth (2 MB of `[` would take hours)."""

MAX_NODES: Final = 2_000_000
"""Some 50,000 actions; a file of 64 MB could otherwise hold tens of millions and fill the memory."""

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BYTE_ORDER_MARKS: Final = {b"\xff\xfe\x00\x00": "UTF-32", b"\x00\x00\xfe\xff": "UTF-32", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
# What YAML does not allow unescaped: control characters, and a byte order mark anywhere but at the start.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_QUOTE_IT: Final = "put the text in quotes if it is meant as it stands"


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar, as written."""

    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A sequence."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping, in the order written; a key may stand in it twice, which is for the reader of the keys to refuse."""

    pairs: tuple[tuple[Text, Node], ...]
    line: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A node that cannot be used, and why."""

    reason: str
    hint: str
    line: int
    detail: str = ""


Node = Text | Listing | Table | Broken


def shorten(text: str, length: int = 60) -> str:
    """The text on one line, cut to a length that fits a message."""
    flat = " ".join(text[: 4 * length].split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"


def parse_file(path: Path, name: str) -> Table:
    """The file's one document, which must be a mapping; `name` stands for the file in messages.

    Raises:
        InputError: the file cannot be read as a whole; says where and why.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", Place(name)) from None
    return parse(content, name)


def parse(content: bytes, name: str) -> Table:
    """The document in these bytes.

    Raises:
        InputError: the content cannot be read as a whole; says where and why.
    """
    if len(content) > MAX_FILE_BYTES:
        raise InputError(f"is larger than {MAX_FILE_BYTES // 1_000_000} MB", Place(name), hint="split it: several files make one dataset")
    text = _decode(content, name)
    try:
        root = _Builder(text, name).document()
    except yaml.YAMLError as error:
        raise _syntax_error(error, text, name) from None
    if isinstance(root, Broken):
        raise InputError(root.reason, Place(name, root.line), hint=root.hint)
    if isinstance(root, Text) and not root.value.strip():
        raise InputError("the file is empty", Place(name), hint="a chronology starts with `chronology: 1`")
    if not isinstance(root, Table):
        kind = "a list" if isinstance(root, Listing) else "text"
        hint = "a chronology is a mapping that starts with `chronology: 1`"
        raise InputError(f"the file holds {kind} where a mapping of keys is needed", Place(name, root.line), hint=hint)
    return root


def _decode(content: bytes, name: str) -> str:
    hint = "save the file as UTF-8"
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            raise InputError(f"is not UTF-8: it looks like {encoding}", Place(name, 1), hint=hint)
    start = content[:1000]
    if start.count(0) > len(start) // 4:
        # Plain text in UTF-16 has a NUL beside every Latin letter.
        raise InputError("is not UTF-8: it looks like UTF-16 or a binary file", Place(name, 1), hint=hint)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from after the byte order mark, which holds no line break.
        place = Place(name, content.count(b"\n", 0, error.start + 1) + 1)
        wrong = content[error.start] if error.start < len(content) else 0
        raise InputError(f"is not UTF-8 (byte 0x{wrong:02x}): it looks like Latin-1 or Windows-1252", place, hint=hint) from None
    if found := _FORBIDDEN.search(text):
        place = Place(name, text.count("\n", 0, found.start()) + 1)
        reason = f"holds the control character U+{ord(found.group()):04X}, which YAML does not allow"
        raise InputError(reason, place, hint="delete the character; it does not show in most editors")
    return text


def _syntax_error(error: yaml.YAMLError, text: str, name: str) -> InputError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or shorten(str(error))
    line = mark.line + 1 if mark else 0
    lines = text.splitlines()
    source = lines[line - 1] if 0 < line <= len(lines) else ""
    if "\t" in source[: len(source) - len(source.lstrip())]:
        hint = "indent with spaces: YAML does not allow tabs"
    elif "mapping values" in problem:
        hint = "a text that holds a colon and a space must stand in quotes"
    elif re.search(r"[:-]\s+[@`%]", source):
        hint = "a text that starts with @, ` or % must stand in quotes"
    else:
        hint = "look at the indentation, quotes and brackets of this line and of the one before"
    return InputError(f"is not valid YAML: {problem}", Place(name, line), hint=hint)


class _Builder:
    """Turns the parser's events into nodes; refuses what a chronology has no use for."""

    def __init__(self, text: str, name: str) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
        self._name = name
        self._count = 0
        self._depth = 0

    def _next(self) -> yaml.Event:
        event = next(self._events)
        self._depth += isinstance(event, yaml.CollectionStartEvent)
        self._depth -= isinstance(event, yaml.CollectionEndEvent)
        if self._depth > ABSURD_DEPTH:
            raise InputError(f"is nested more than {ABSURD_DEPTH} deep", Place(self._name, _line(event)), hint="is this a chronology?")
        return event

    def document(self) -> Node:
        self._next()  # start of the stream
        start = self._next()
        if not isinstance(start, yaml.DocumentStartEvent):
            return Text("", 0)
        root = self._node(self._next(), 1)
        self._next()  # end of the document
        more = self._next()
        if isinstance(more, yaml.DocumentStartEvent):
            place = Place(self._name, _line(more))
            raise InputError("a second YAML document starts here", place, hint="delete the `---`, or make two files of it")
        return root

    def _node(self, event: yaml.Event, depth: int) -> Node:
        line = _line(event)
        self._count += 1
        if self._count > MAX_NODES:
            hint = "split it: several files make one dataset"
            raise InputError(f"holds more than {MAX_NODES:,} values", Place(self._name, line), hint=hint)
        if broken := _refusal(event, depth, line):
            self._skip(event)
            return broken
        if isinstance(event, yaml.SequenceStartEvent):
            return Listing(tuple(self._items(depth)), line)
        if isinstance(event, yaml.MappingStartEvent):
            return Table(tuple(self._pairs(depth)), line)
        return Text(event.value if isinstance(event, yaml.ScalarEvent) else "", line)

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _pairs(self, depth: int) -> Iterator[tuple[Text, Node]]:
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(self._next(), depth + 1)
            if isinstance(key, Text):
                yield key, value
            else:
                reason = key.reason if isinstance(key, Broken) else "a list or mapping stands where a key is needed"
                yield Text("?", key.line), Broken(reason, "write `key: value`, the key as plain text", key.line)

    def _skip(self, event: yaml.Event) -> None:
        open_collections = int(isinstance(event, yaml.CollectionStartEvent))
        while open_collections:
            event = self._next()
            open_collections += isinstance(event, yaml.CollectionStartEvent)
            open_collections -= isinstance(event, yaml.CollectionEndEvent)


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return int(mark.line) + 1 if mark else 0


def _refusal(event: yaml.Event, depth: int, line: int) -> Broken | None:
    if isinstance(event, yaml.AliasEvent):
        # A few aliases of aliases unfold to gigabytes; and a fact written once but meant many times has no line of its own.
        return Broken(f"the alias *{shorten(event.anchor or '')} is not allowed", f"write it out, or {_QUOTE_IT}", line)
    if not isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
        return None
    if event.anchor is not None:
        return Broken(f"the anchor &{shorten(event.anchor)} is not allowed", f"remove it, or {_QUOTE_IT}", line)
    if event.tag is not None:
        return Broken(f"the tag {shorten(event.tag)} is not allowed", f"remove it: every value is text, or {_QUOTE_IT}", line)
    if isinstance(event, yaml.ScalarEvent):
        return _refused_text(event.value, line)
    if depth > MAX_DEPTH:
        return Broken(f"is nested more than {MAX_DEPTH} deep", "a chronology needs no more than six levels", line)
    return None


def _refused_text(value: str, line: int) -> Broken | None:
    if len(value) > MAX_TEXT:
        reason = f"a text of {len(value):,} characters is longer than {MAX_TEXT:,}"
        return Broken(reason, "shorten it; is a closing quote missing?", line, shorten(value))
    if _SURROGATE.search(value):
        return Broken("a text holds half a surrogate pair, which is no character", "write the character itself", line)
    return None
