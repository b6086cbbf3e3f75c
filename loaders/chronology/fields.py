"""Reads the keys of one entry: text, dates, numbers and lists, each refused with its own line. Knows shapes, not meanings."""

from __future__ import annotations

import datetime
import difflib
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeVar

from graph.dates import Span
from graph.errors import InputError, Place
from loaders.chronology.nodes import Broken, Listing, Node, Table, Text, shorten

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]*", re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?", re.ASCII)
_WHOLE: Final = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_Choice = TypeVar("_Choice", bound=str)


class EntryError(InputError):
    """One entry is wrong, the rest of the file is not; `detail` is the offending text, shortened."""

    def __init__(self, message: str, place: Place, *, hint: str = "", detail: str = "") -> None:
        super().__init__(message, place, hint=hint)
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Ref:
    """A mention of something that this dataset must hold. `space` is `source`, `actor`, `action` or `statement` (action or tie)."""

    space: str
    id: str
    place: Place


@dataclass(slots=True)
class Scope:
    """Where an entry stands: its file, the file's stem (`part`) and its dataset; collects what the entry refers to."""

    file: str
    part: str
    dataset: str
    refs: list[Ref] = field(default_factory=list)

    def own(self, local: str) -> str:
        return f"{self.dataset}:{local}"

    def refer(self, space: str, text: str, place: Place) -> str:
        """The full id of what the text names; what belongs to another dataset is for the graph to find."""
        prefix, colon, local = text.partition(":")
        if colon and prefix != self.dataset:
            return text
        self.refs.append(Ref(space, self.own(local if colon else text), place))
        return self.refs[-1].id


@dataclass(frozen=True, slots=True)
class Shape:
    """The keys that a mapping must and may have; `name` as in "an action"."""

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word, or nothing."""
    near = difflib.get_close_matches(word[:100], list(known), n=1, cutoff=0.6)
    return f"did you mean `{near[0]}`?" if near else ""


def is_blank(node: Node) -> bool:
    """A key with nothing after it, which counts as left out."""
    return isinstance(node, Text) and not node.value.strip()


class Fields:
    """The keys of one mapping. Made only of a mapping that has what its shape requires and nothing that it does not know."""

    def __init__(self, node: Node, shape: Shape, scope: Scope, column: str = "") -> None:
        self.scope = scope
        self._column = column
        table = as_table(node, Place(scope.file, node.line, column), shape.name)
        self.line = table.line
        self._pairs: dict[str, tuple[int, Node]] = {}
        for key, value in table.pairs:
            self._admit(key, value, shape)
        for name in shape.required:
            if not self.has(name):
                raise EntryError(f"{shape.name} needs `{name}`", Place(scope.file, self._line(name), column), hint=f"add `{name}:`")

    def _admit(self, key: Text, value: Node, shape: Shape) -> None:
        name = key.value.strip()
        place = Place(self.scope.file, key.line, self.column(shorten(name)))
        if isinstance(value, Broken):
            raise EntryError(value.reason, Place(place.file, value.line, place.column), hint=value.hint, detail=value.detail)
        if name in self._pairs:
            raise EntryError(f"`{name}` stands twice: on lines {self._line(name)} and {key.line}", place, hint="keep one of them")
        known = (*shape.required, *shape.optional)
        if name not in known:
            hint = did_you_mean(name, known) or f"known: {', '.join(known)}"
            raise EntryError(f"{shape.name} has no key `{shorten(name)}`", place, hint=hint)
        self._pairs[name] = (key.line, value)

    def column(self, name: str) -> str:
        return f"{self._column}.{name}" if self._column else name

    def _line(self, name: str) -> int:
        return self._pairs[name][0] if name in self._pairs else self.line

    def place(self, name: str) -> Place:
        return Place(self.scope.file, self._line(name), self.column(name))

    def has(self, name: str) -> bool:
        return name in self._pairs and not is_blank(self._pairs[name][1])

    def node(self, name: str) -> Node:
        return self._pairs[name][1]

    def wrong(self, name: str, message: str, hint: str = "", detail: str = "") -> EntryError:
        return EntryError(message, self.place(name), hint=hint, detail=detail)

    def text(self, name: str, default: str = "") -> str:
        return as_text(self.node(name), self.place(name)) if self.has(name) else default

    def identifier(self, name: str) -> str:
        return as_identifier(self.text(name), self.place(name))

    def span(self, name: str) -> Span | None:
        if not self.has(name):
            return None
        text = self.text(name)
        try:
            return Span.parse(text)
        except ValueError as error:
            hint = "as in 2024, 2024-03, 2024-03-25, or two of them with .. between, the earlier first"
            raise self.wrong(name, f"`{name}`: {shorten(str(error), 160)}", hint, shorten(text)) from None

    def day(self, name: str) -> datetime.date | None:
        span = self.span(name)
        if span and span.precision != "day":
            raise self.wrong(name, f"`{name}` must be one day", "leave it out where the day is not known", str(span))
        return span.first if span else None

    def number(self, name: str) -> float | None:
        if not self.has(name):
            return None
        text = self.text(name)
        value = float(text) if _NUMBER.fullmatch(text) else math.nan
        if not math.isfinite(value):
            raise self.wrong(name, f"`{name}` must be a number", "digits only, as in 3, 1500 or 2.5", shorten(text))
        return value

    def whole(self, name: str) -> int | None:
        if not self.has(name):
            return None
        text = self.text(name)
        if not _WHOLE.fullmatch(text):
            raise self.wrong(name, f"`{name}` must be a whole number", "as in 6 or -2", shorten(text))
        return int(text)

    def flag(self, name: str) -> bool:
        return self.choice(name, ("false", "true")) == "true"

    def choice(self, name: str, options: tuple[_Choice, ...]) -> _Choice:
        """One of a few words; the first is what a key left out means."""
        text = self.text(name, options[0])
        for option in options:
            if option == text:
                return option
        raise self.wrong(name, f"`{name}` is {shorten(text)!r}", f"write one of: {', '.join(options)}", shorten(text))

    def listing(self, name: str) -> list[tuple[Node, Place]]:
        """The items of a list, each with its place."""
        if not self.has(name):
            return []
        node = self.node(name)
        if not isinstance(node, Listing):
            raise self.wrong(name, f"`{name}` must be a list", "write each item on a line of its own after `- `")
        return [(item, self._item_place(name, index, item)) for index, item in enumerate(node.items)]

    def one_or_many(self, name: str) -> list[tuple[Node, Place]]:
        """The items of a list, or the one value that stands for a list of one."""
        if self.has(name) and not isinstance(self.node(name), Listing):
            return [(self.node(name), self.place(name))]
        return self.listing(name)

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(as_text(node, place) for node, place in self.listing(name))

    def _item_place(self, name: str, index: int, item: Node) -> Place:
        return Place(self.scope.file, item.line, f"{self.column(name)}[{index}]")


def as_text(node: Node, place: Place) -> str:
    if isinstance(node, Broken):
        raise EntryError(node.reason, place, hint=node.hint, detail=node.detail)
    if not isinstance(node, Text):
        kind = "a list" if isinstance(node, Listing) else "a mapping"
        raise EntryError(f"{kind} stands where text is needed", place, hint="write one text; put it in quotes if it holds [ ] { } or `: `")
    if not node.value.strip():
        raise EntryError("an empty item stands where text is needed", place, hint="fill it in or delete it")
    return node.value.strip()


def as_table(node: Node, place: Place, name: str) -> Table:
    if isinstance(node, Broken):
        raise EntryError(node.reason, place, hint=node.hint, detail=node.detail)
    if isinstance(node, Table):
        return node
    kind = "a list" if isinstance(node, Listing) else "text"
    detail = shorten(node.value) if isinstance(node, Text) else ""
    raise EntryError(f"{name} must be a mapping of keys, not {kind}", place, hint="write `key: value` lines", detail=detail)


def as_identifier(text: str, place: Place) -> str:
    if not _ID.fullmatch(text):
        hint = "an id is made of small letters a-z, digits and hyphens, and starts with a letter or digit"
        raise EntryError(f"{shorten(text)!r} is not an id", place, hint=hint, detail=shorten(text))
    return text


def lines_of(node: Node, own_line: int) -> dict[str, int]:
    """The line of every field below an entry, by its name (`claims[0].words`), where it is not the entry's own."""
    return {name: line for name, line in _walk(node, "") if line != own_line}


def _walk(node: Node, prefix: str) -> Iterator[tuple[str, int]]:
    if isinstance(node, Table):
        for key, value in node.pairs:
            name = f"{prefix}.{key.value}" if prefix else key.value
            yield name, key.line
            yield from _walk(value, name)
    elif isinstance(node, Listing):
        for index, item in enumerate(node.items):
            yield f"{prefix}[{index}]", item.line
            yield from _walk(item, f"{prefix}[{index}]")
