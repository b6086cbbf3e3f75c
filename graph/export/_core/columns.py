"""The types that a property may have in an export, and what two types of one name become. No file format's own names of types here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

Kind = Literal["text", "integer", "number", "boolean", "day", "moment", "texts", "integers", "numbers"]

_SCALARS: Mapping[type, Kind] = {str: "text", bool: "boolean", int: "integer", float: "number", date: "day", datetime: "moment"}
_LISTS: Mapping[Kind, Kind] = {"text": "texts", "integer": "integers", "number": "numbers"}
_WIDER: Mapping[frozenset[Kind], Kind] = {
    frozenset(("integer", "number")): "number",
    frozenset(("integers", "numbers")): "numbers",
    frozenset(("texts", "integers")): "texts",
    frozenset(("texts", "numbers")): "texts",
    frozenset(("texts", "integers", "numbers")): "texts",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A property by name and type."""

    name: str
    kind: Kind

    @property
    def is_list(self) -> bool:
        return self.kind in _LISTS.values()


def kind_of(value: Any) -> Kind:
    """The type of one value. An empty list is one of texts; a list of other things is one of texts as well."""
    found = _SCALARS.get(type(value))
    if found:
        return found
    if isinstance(value, list | tuple):
        inner = {_SCALARS.get(type(item), "text") for item in value}
        if inner == {"integer", "number"}:
            return "numbers"
        return _LISTS.get(inner.pop(), "texts") if len(inner) == 1 else "texts"
    return "text"


def kind_of_type(type_: type) -> Kind:
    """Likewise of a value that is no list."""
    return _SCALARS.get(type_, "text")


def merged(kinds: Iterable[Kind]) -> Kind:
    """One type for a column whose rows have several."""
    found = frozenset(kinds)
    if len(found) == 1:
        return next(iter(found))
    return _WIDER.get(found, "text")


def as_kind(value: Any, kind: Kind) -> Any:
    """A value in the type of its column."""
    if kind == "text":
        return as_text(value)
    if kind == "number":
        return float(value)
    if kind == "texts":
        return [as_text(item) for item in value]
    return [float(item) for item in value] if kind == "numbers" else value


def as_text(value: Any) -> str:
    """Any value as text: days and moments in ISO 8601, truth as true and false, lists as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":"))
    return str(value)


def epoch_day(value: date) -> int:
    """Days since 1970-01-01."""
    return value.toordinal() - _EPOCH


def ordered(columns: Mapping[str, Kind], first: Sequence[str]) -> tuple[Column, ...]:
    """Columns in the order that a reader expects: those named first, then the others by name."""
    names = [name for name in first if name in columns] + sorted(name for name in columns if name not in first)
    return tuple(Column(name, columns[name]) for name in names)


_EPOCH = date(1970, 1, 1).toordinal()
