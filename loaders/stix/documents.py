"""JSON documents that hold one long list, read element by element with the line of each. Knows no STIX and no MISP."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from graph.errors import InputError, Place

MAX_BYTES: Final = 512 * 1024 * 1024
"""Larger files are refused: the text of a file is held in memory while it is read. The whole of ATT&CK has 34 MB."""

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_EXPECTED: Final = "a complete JSON document"


@dataclass(frozen=True, slots=True)
class Document:
    """`header` is what stands beside the list; `elements` the list's values with their lines. A bare list has an empty header."""

    header: dict[str, Any]
    elements: list[tuple[int, Any]] = field(default_factory=list)


def read_document(path: Path, name: str, key: str, keep: Callable[[Any], Any] = lambda value: value) -> Document:
    """Read a file whose list stands under `key`, or that is such a list; `keep` slims each element before it is held.

    Raises:
        InputError: it cannot be read, is too large, or is no JSON; with the line.
    """
    scanner = _Scanner(_text(path, name), name)
    try:
        document = scanner.document(key, keep)
        scanner.expect_end()
    except RecursionError:
        raise InputError("the file is nested too deeply", scanner.place(), hint=f"expected {_EXPECTED}") from None
    return document


def files_below(paths: tuple[Path, ...], suffix: str, what: str) -> Iterator[tuple[Path, str, str]]:
    """Each file once: its path, the name that messages use, and its part (a folder that is given is one part).

    Raises:
        InputError: a path does not exist, or a folder holds no such file.
    """
    seen: set[Path] = set()
    for given in paths:
        if given.is_dir():
            found = [path for path in sorted(given.rglob(f"*{suffix}")) if path.is_file() and not path.name.startswith(".")]
            if not found:
                raise InputError(f"the folder holds no {what}", Place(str(given)), hint=f"{what} ends in {suffix}")
        elif given.is_file():
            found = [given]
        else:
            raise InputError("there is no such file or folder", Place(str(given)), hint="check the path")
        for path in found:
            if path.resolve() not in seen:
                seen.add(path.resolve())
                yield path, path.as_posix(), given.stem


def _text(path: Path, name: str) -> str:
    try:
        if (size := path.stat().st_size) > MAX_BYTES:
            raise InputError(f"the file has {size:,} bytes, more than {MAX_BYTES:,}", Place(name), hint="split it")
        content = path.read_bytes()
        return content.decode(json.detect_encoding(content))
    except OSError as error:
        raise InputError(f"the file cannot be read: {error.strerror}", Place(name)) from None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(f"the text is not {error.encoding} (byte {error.start + 1})", Place(name, line), hint="save it as UTF-8") from None


class _Scanner:
    """Walks over a text, value by value; keeps the line that it is at."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.at, self.line = 0, 1
        self.decoder = json.JSONDecoder()

    def place(self) -> Place:
        return Place(self.name, self.line)

    def document(self, key: str, keep: Callable[[Any], Any]) -> Document:
        document = Document({})
        if self.next() == "[":
            document.elements.extend(self.elements(keep))
        elif self.next() == "{":
            for name in self.names():
                if name == key and self.next() == "[":
                    document.elements.extend(self.elements(keep))
                else:
                    document.header[name] = self.value()
        else:
            raise self.broken("the file does not begin with '{' or '['")
        return document

    def elements(self, keep: Callable[[Any], Any]) -> Iterator[tuple[int, Any]]:
        self.take("[")
        if self.next() == "]":
            return self.take("]")
        while True:
            self.next()
            line = self.line
            yield line, keep(self.value())
            if self.next() != ",":
                return self.take("]")
            self.take(",")

    def names(self) -> Iterator[str]:
        """The names of an object's members; whoever iterates takes the value that follows each."""
        self.take("{")
        if self.next() == "}":
            return self.take("}")
        while True:
            name = self.value()
            if not isinstance(name, str):
                raise self.broken("a name in quotes is missing")
            self.take(":")
            yield name
            if self.next() != ",":
                return self.take("}")
            self.take(",")

    def value(self) -> Any:
        self.next()
        try:
            value, end = self.decoder.raw_decode(self.text, self.at)
        except ValueError as error:
            self.advance(getattr(error, "pos", self.at))
            raise self.broken(f"the JSON breaks here: {getattr(error, 'msg', error)}") from None
        self.advance(end)
        return value

    def next(self) -> str:
        """The next character that is no space, or nothing at the end."""
        match = _SPACE.match(self.text, self.at)
        self.advance(match.end() if match else self.at)
        return self.text[self.at : self.at + 1]

    def take(self, char: str) -> None:
        if (found := self.next()) != char:
            raise self.broken(f"{char!r} is missing before {found!r}" if found else "the file ends too early")
        self.advance(self.at + 1)

    def advance(self, to: int) -> None:
        self.line += self.text.count("\n", self.at, to)
        self.at = to

    def expect_end(self) -> None:
        if found := self.next():
            raise self.broken(f"something follows the end of the document: {found!r}")

    def broken(self, reason: str) -> InputError:
        return InputError(reason, self.place(), hint=f"expected {_EXPECTED}; nothing of the file was loaded")
