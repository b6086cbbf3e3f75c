"""One line of an FtM file as an entity: its schema, its properties, its days. What schemas mean stands in the modules beside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from graph.dates import Span
from graph.errors import InputError, Place

ID: Final = "opensanctions"
OPERATIONS: Final = frozenset({"ADD", "MOD", "DEL"})
EXPECTED: Final = (
    "expected: one entity a line with id, schema and properties (entities.ftm.json), or one op and entity a line (a delta file)"
)
_IDENT: Final = re.compile(r"[^\s/\x00-\x1f\x7f]{1,150}")
_SCHEMA: Final = re.compile(r"[A-Z][A-Za-z]{1,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entity:
    """`values` are its properties, each a list of texts in the order of the file; `datasets` the lists that tell of it."""

    place: Place
    id: str
    schema: str
    caption: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    datasets: tuple[str, ...] = ()
    referents: tuple[str, ...] = ()
    first_seen: date | None = None
    last_seen: date | None = None
    deleted: bool = False
    delta: bool = False

    def all(self, *properties: str) -> tuple[str, ...]:
        """The values of some properties, each once."""
        return tuple(dict.fromkeys(value for name in properties for value in self.values.get(name, ())))

    def first(self, *properties: str) -> str:
        return next(iter(self.all(*properties)), "")

    def days(self, *properties: str) -> Iterator[Span]:
        """Days, months and years among the values.

        Raises:
            InputError: a value is no date.
        """
        for name in properties:
            for value in self.values.get(name, ()):
                try:
                    yield Span.parse(value.partition("T")[0].partition(" ")[0])
                except ValueError as error:
                    raise InputError(str(error), self.at(name), hint="YYYY, YYYY-MM or YYYY-MM-DD") from None

    def at(self, column: str) -> Place:
        return Place(self.place.file, self.place.line, column)


def entity_of(text: str, place: Place) -> Entity:
    """Read a line.

    Raises:
        InputError: it is no JSON, no entity, or an entity that does not hold together; with what was expected.
    """
    told = _object(_json(text, place), place, "the line")
    if "op" not in told:
        return _entity(told, place, delta=False)
    if not isinstance(told["op"], str) or told["op"] not in OPERATIONS:
        raise InputError(f"{str(told['op'])[:20]!r} is no operation of a delta file", _at(place, "op"), hint=", ".join(sorted(OPERATIONS)))
    inner = _object(told.get("entity"), _at(place, "entity"), "the entity")
    if told["op"] == "DEL":
        return Entity(place, _ident(inner.get("id"), _at(place, "id")), "", deleted=True, delta=True)
    return _entity(inner, place, delta=True)


def _json(text: str, place: Place) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise InputError(f"is not JSON: {getattr(error, 'msg', error)}", place, hint="the file may be cut off") from None
    except RecursionError:
        raise InputError("is nested too deeply", place, hint=EXPECTED) from None


def _entity(told: dict[str, Any], place: Place, *, delta: bool) -> Entity:
    schema = told.get("schema")
    if not isinstance(schema, str) or not _SCHEMA.fullmatch(schema):
        raise InputError(f"{str(schema)[:40]!r} is not the name of a schema", _at(place, "schema"), hint=EXPECTED)
    caption = told.get("caption")
    return Entity(
        place,
        _ident(told.get("id"), _at(place, "id")),
        schema,
        caption.strip() if isinstance(caption, str) else "",
        {name: _texts(value, _at(place, name)) for name, value in _object(told.get("properties"), place, "properties").items()},
        _texts(told.get("datasets", []), _at(place, "datasets")),
        _texts(told.get("referents", []), _at(place, "referents")),
        seen_on(told.get("first_seen"), _at(place, "first_seen")),
        seen_on(told.get("last_seen"), _at(place, "last_seen")),
        delta=delta,
    )


def _object(value: Any, place: Place, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InputError(f"{what} is no JSON object", place, hint=EXPECTED)
    return value


def _ident(value: Any, place: Place) -> str:
    if not isinstance(value, str) or not _IDENT.fullmatch(value):
        raise InputError(f"{str(value)[:40]!r} is not an id", place, hint=EXPECTED)
    return value


def _texts(value: Any, place: Place) -> tuple[str, ...]:
    """A list of texts; older files have a text by itself. Entities within entities are another format."""
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list):
        raise InputError("is no list of texts", place, hint="every property is a list")
    if any(isinstance(one, dict) for one in values):
        raise InputError("holds entities within entities", place, hint="targets.nested.json is not read: use entities.ftm.json")
    if not all(isinstance(one, str) for one in values):
        raise InputError("is no list of texts", place, hint="every property is a list of texts")
    return tuple(dict.fromkeys(" ".join(one.split()) for one in values if one.strip()))


def seen_on(value: Any, place: Place) -> date | None:
    """`2026-02-16T05:42:29`: the day on which OpenSanctions saw it.

    Raises:
        InputError: there is something, and it is no day.
    """
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(value[:10])
    except (TypeError, ValueError):
        raise InputError(f"{str(value)[:30]!r} is no time", place, hint="YYYY-MM-DDThh:mm:ss") from None


def _at(place: Place, column: str) -> Place:
    return Place(place.file, place.line, column)
