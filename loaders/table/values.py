"""What a key of a mapping says about a row: a constant, a text with columns in braces, or a column whose cells are looked up.

Knows cells and texts only: no files, no dates, no actors.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from graph.errors import Place
from loaders.chronology.fields import EntryError, Fields, Ref, Scope, Shape, as_text, is_blank
from loaders.chronology.nodes import Node, Table, shorten

Cells = Mapping[str, str]
"""A row: the cells of the columns that the mapping names, without blanks around them; a missing cell is empty."""

VALUE: Final = Shape("a value", (), ("column", "text", "values", "default", "cut"))
_BRACES: Final = re.compile(r"\{\{|\}\}|\{([^{}]+)\}|[{}]")
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?", re.ASCII)
_NESTED: Final = "to have a brace in the text, write it twice"


class CellError(Exception):
    """A cell, or the cells of some columns, cannot be used; `column` names the one to look at."""

    def __init__(self, column: str, reason: str, hint: str = "", detail: str = "") -> None:
        super().__init__(reason)
        self.column, self.reason, self.hint, self.detail = column, reason, hint, shorten(detail)


class SkipRow(Exception):
    """The mapping says not to load such a row; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Value:
    """`parts` are literal texts, each with the column whose cell follows it (or none). `values` are what cells stand for."""

    parts: tuple[tuple[str, str], ...] = ()
    values: Mapping[str, str] | None = None
    default: str | None = None
    cut: tuple[str, ...] = ()
    columns: tuple[str, ...] = field(init=False)
    cell: str = field(init=False)
    """The column, where the text is its cell and nothing else: most values are, and rows are many."""

    def __post_init__(self) -> None:
        columns = tuple(dict.fromkeys(column for _, column in self.parts if column))
        object.__setattr__(self, "columns", columns)
        bare = len(self.parts) == 1 and not self.parts[0][0] and not self.cut and self.values is None
        object.__setattr__(self, "cell", columns[0] if bare and columns else "")

    @property
    def column(self) -> str:
        """The column to name when something is wrong."""
        return self.columns[0] if self.columns else ""

    def of(self, cells: Cells) -> str:
        """The text for a row; empty where the value rests on columns and all their cells are missing.

        Raises:
            CellError: the cell is none of those that the mapping lists.
        """
        if self.cell:
            return cells[self.cell]
        columns = self.columns
        text = "".join(literal + (cells[column] if column else "") for literal, column in self.parts)
        if columns and not any(cells[column] for column in columns):
            text = ""
        for piece in self.cut:
            text = text.replace(piece, "")
        text = text.strip()
        return text if self.values is None else self._looked_up(text)

    def _looked_up(self, text: str) -> str:
        assert self.values is not None
        found = self.values.get(text, self.default)
        if found is None:
            what = (
                f"{shorten(text, 40)!r} is not one of the `values` of the mapping" if text else "is empty, and the mapping gives no value"
            )
            raise CellError(self.column, what, "add it to `values`, or give a `default`", text)
        return found


def constant(text: str) -> Value:
    return Value(((text, ""),))


def value_of(node: Node, place: Place, scope: Scope) -> Value:
    """Read a value of the mapping; the columns that it names are noted in `scope`.

    Raises:
        EntryError: it is none.
    """
    if not isinstance(node, Table):
        return Value(_parts(as_text(node, place), place, scope))
    refuse_bare_braces(node, place)
    fields = Fields(node, VALUE, scope, place.column)
    if fields.has("column") == fields.has("text"):
        raise EntryError("a value needs either `column` or `text`", place, hint='as in {column: action, values: {...}} or "{action}"')
    parts = (("", named(fields, "column")),) if fields.has("column") else _parts(fields.text("text"), fields.place("text"), scope)
    cut = tuple(as_text(item, where) for item, where in fields.one_or_many("cut"))
    default = fields.text("default") if fields.has("default") else None
    values = _lookup(fields) if fields.has("values") else None
    if default is not None and values is None:
        raise fields.wrong("default", "`default` is given without `values`", "add `values:` or delete it")
    return Value(parts, values, default, cut)


def named(fields: Fields, key: str) -> str:
    """The name of a column, noted as one that the files must have."""
    name = fields.text(key)
    fields.scope.refs.append(Ref("column", name, fields.place(key)))
    return name


def note(name: str, place: Place, scope: Scope) -> str:
    """The same for a name that stands in a list."""
    scope.refs.append(Ref("column", name, place))
    return name


def pairs_of(fields: Fields, key: str) -> list[tuple[str, Node, Place]]:
    """The keys of a mapping within the mapping, in order, each once."""
    node = fields.node(key)
    if not isinstance(node, Table):
        raise fields.wrong(key, f"`{key}` must be a mapping", "write `key: value` lines below it, indented")
    seen: dict[str, tuple[str, Node, Place]] = {}
    for name, inner in node.pairs:
        text = name.value.strip()
        place = Place(fields.scope.file, name.line, f"{fields.column(key)}.{shorten(text)}")
        if text in seen:
            raise EntryError(f"`{shorten(text)}` stands twice", place, hint="keep one of them")
        seen[text] = (text, inner, place)
    return list(seen.values())


def number_of(value: Value, cells: Cells) -> float | None:
    """The number that the text is.

    Raises:
        CellError: it is none.
    """
    text = value.of(cells)
    if not text:
        return None
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(number):
        raise CellError(value.column, f"{shorten(text, 40)!r} is not a number", "digits, with a dot for decimals", text)
    return number


def _lookup(fields: Fields) -> dict[str, str]:
    return {name: as_text(node, place) for name, node, place in pairs_of(fields, "values")}


def _parts(text: str, place: Place, scope: Scope) -> tuple[tuple[str, str], ...]:
    parts, literal, end = [], "", 0
    for match in _BRACES.finditer(text):
        literal += text[end : match.start()]
        end = match.end()
        if match[0] in ("{{", "}}"):
            literal += match[0][0]
        elif match[1] and match[1].strip():
            parts.append((literal, note(match[1].strip(), place, scope)))
            literal = ""
        else:
            raise EntryError(f"a brace stands alone in {shorten(text)!r}", place, hint=f"write {{column}}; {_NESTED}", detail=shorten(text))
    literal += text[end:]
    return (*parts, (literal, "")) if literal or not parts else tuple(parts)


def refuse_bare_braces(node: Table, place: Place) -> None:
    """YAML reads {year} as a mapping of a key to nothing, and nobody sees that."""
    if len(node.pairs) == 1 and is_blank(node.pairs[0][1]):
        name = shorten(node.pairs[0][0].value)
        raise EntryError("a column in braces must stand in quotes", place, hint=f'write "{{{name}}}"')
