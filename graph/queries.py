"""The query files of cypher/: their headers, checked against their text. No Cypher is written in Python, and none is run here.

A header is a run of comments, so a file pasted into Neo4j Browser runs as it is:

    // title:   Escalation ladder between two actors
    // about:   Chains of actions in time order, each at least as severe as the last.
    // param:   source string  Actor id
    // param:   max_hops integer = 4  1..6
    // returns: steps list<map>  action, date, rung
    // access:  read

A file of the library gives its defaults as lines that Neo4j Browser and cypher-shell understand (`:param source => "state:GBR";`),
so that it runs there with nothing filled in. `1..6` before a description is a range, `stated|any` the words that are allowed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from graph.errors import InputError, Place
from graph.settings import ROOT

EDGE_TYPE = "EDGE_TYPE"
"""Stands for one edge type of the vocabulary in a query that is run once for each type."""

Folder = Literal["read", "answer", "write", "schema"]
"""read: the researchers' library. answer: behind the endpoints. write: the write door. schema: constraints and migrations."""

_HEADER = re.compile(r"//\s*(?P<key>title|about|param|returns|access|tags):\s*(?P<value>.*)")
_PARAM = re.compile(r"(?P<name>\w+)\s+(?P<type>[\w<>]+)(?:\s*=\s*(?P<default>\[[^\]]*\]|\"[^\"]*\"|\S+))?\s*(?P<about>.*)")
_CLIENT_LINE = re.compile(r"^:param\s+(?P<name>\w+)\s*=>\s*(?P<value>.+?);?[ \t]*$\n?", re.MULTILINE)
_USED = re.compile(r"\$(\w+)")
_RANGE = re.compile(r"(?P<low>-?\d+(?:\.\d+)?)\.\.(?P<high>-?\d+(?:\.\d+)?)\s+(?=\S)")
_CHOICES = re.compile(r"(?P<words>\w+(?:\|\w+)+)\s+(?=\S)")
_NOT_CODE = re.compile(r"//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A declared parameter; `required` when it has no default. `low` and `high` bound a number, `choices` a word."""

    name: str
    type: str
    about: str
    required: bool
    default: Any = None
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A declared result column."""

    name: str
    type: str
    about: str


@dataclass(frozen=True, slots=True)
class Query:
    """One .cypher file."""

    name: str
    folder: str
    title: str
    about: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    access: str
    tags: tuple[str, ...]
    text: str
    file: Path

    @property
    def typed(self) -> bool:
        """Whether the query is run once for each edge type."""
        return EDGE_TYPE in self.text

    def of_types(self, edge_types: Iterable[str]) -> str:
        """One text for several edge types; its first parameter, a list, is a map of such lists by type in it. All rows come as one, a list
        `rows` of maps: the driver spends more on the coming of a row than on what is in it.
        """
        first = f"${self.parameters[0].name}"
        union = "\nUNION ALL\n".join(self.text.replace(EDGE_TYPE, one).replace(first, f"{first}.{one}") for one in edge_types)
        row = ", ".join(f"{column.name}: {column.name}" for column in self.columns)
        return f"CALL {{\n{union}\n}}\nRETURN collect({{{row}}}) AS rows"

    def bind(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """All parameters, defaults filled in.

        Raises:
            TypeError: a parameter is missing or not declared: a mistake of the caller, not of a user.
        """
        declared = {parameter.name: parameter for parameter in self.parameters}
        wrong = [name for name in given if name not in declared]
        missing = [name for name, parameter in declared.items() if parameter.required and name not in given]
        if wrong or missing:
            raise TypeError(f"{self.name}: parameters not declared {wrong}, missing {missing}")
        return {name: given.get(name, parameter.default) for name, parameter in declared.items()}


@cache
def queries() -> Mapping[str, Query]:
    """Every query file by name.

    Raises:
        InputError: file and line of a wrong header, an undeclared or an unused parameter, or a name that stands twice.
    """
    found: dict[str, Query] = {}
    for folder in get_args(Folder):
        for path in sorted((ROOT / "cypher" / folder).glob("*.cypher")):
            _add(found, parse_query(path, folder))
    return MappingProxyType(found)


@cache
def library(own: Path | None = None) -> Mapping[str, Query]:
    """The researchers' queries by name: those of cypher/read/ and those of a folder of the user's own.

    Raises:
        InputError: as `queries`, and a name of the user's that is taken, a file that writes, or a folder that is not there.
    """
    if own is None:
        return MappingProxyType({name: query for name, query in queries().items() if query.folder == "read"})
    if not own.is_dir():
        raise InputError("RETORSION_QUERIES_DIR is not a folder", Place(str(own)), hint="Make it, or leave the setting empty.")
    found = dict(queries())
    for path in sorted(own.glob("*.cypher")):
        query = parse_query(path, "own")
        if query.access != "read":
            raise InputError(f"access is {query.access}: a query of the library only reads", Place(str(path), 1))
        _add(found, query)
    return MappingProxyType({name: query for name, query in found.items() if query.folder in ("read", "own")})


def _add(found: dict[str, Query], query: Query) -> None:
    if other := found.get(query.name):
        raise InputError(f"a query named {query.name} stands in {other.file} as well", Place(str(query.file)), hint="Rename one of them.")
    found[query.name] = query


def parse_query(path: Path, folder: str) -> Query:
    """Read one file. Raises InputError as `queries` does."""
    written = path.read_text(encoding="utf-8")
    header = list(_header_lines(written))
    # The server does not know a client's lines; a blank keeps the line numbers of its error messages.
    source = _CLIENT_LINE.sub("\n", written)
    fields = {key: value for _, key, value in header if key in ("title", "about", "access", "tags")}
    for key in ("title", "access"):
        if not fields.get(key):
            raise InputError(f"the header has no {key}", Place(str(path), 1))
    if fields["access"] not in ("read", "write", "schema"):
        raise InputError(f"access is {fields['access']!r}: read, write or schema", Place(str(path), 1))
    given = {match["name"]: match["value"] for match in _CLIENT_LINE.finditer(written)}
    parameters = tuple(_parameter(value, given, Place(str(path), line)) for line, key, value in header if key == "param")
    columns = tuple(_column(value, Place(str(path), line)) for line, key, value in header if key == "returns")
    _check_parameters(source, parameters, path)
    return Query(
        name=path.stem,
        folder=folder,
        title=fields["title"],
        about=fields.get("about", ""),
        parameters=parameters,
        columns=columns,
        access=fields["access"],
        tags=tuple(tag.strip() for tag in fields.get("tags", "").split(",") if tag.strip()),
        text=source,
        file=path,
    )


def statements(query: Query) -> Iterator[str]:
    """The statements of a schema file, one by one (only there may be several, with `;` at a line's end)."""
    for part in re.split(r";[ \t]*(?:\n|$)", query.text):
        if _NOT_CODE.sub("", part).strip():
            yield part.strip()


def client_parameters(text: str) -> tuple[dict[str, Any], str]:
    """The parameters that a text sets in a client's way (`:param state => "state:GBR";`), and the text without these lines.

    Raises:
        ValueError: a value is not JSON.
    """
    given = {match["name"]: json.loads(match["value"]) for match in _CLIENT_LINE.finditer(text)}
    return given, _CLIENT_LINE.sub("\n", text)


def _header_lines(source: str) -> Iterator[tuple[int, str, str]]:
    for line, text in enumerate(source.splitlines(), start=1):
        if not text.startswith("//"):
            return
        if match := _HEADER.match(text):
            yield line, match["key"], match["value"].strip()


def _parameter(value: str, given: Mapping[str, str], place: Place) -> Parameter:
    match = _PARAM.fullmatch(value)
    if not match:
        raise InputError("write `name type [= default] description`", place)
    name = match["name"]
    default = given.get(name) or match["default"]
    about, bounds = _bounds(match["about"].strip())
    if default is None:
        return Parameter(name, match["type"], about, required=True, **bounds)
    try:
        return Parameter(name, match["type"], about, required=False, default=json.loads(default), **bounds)
    except json.JSONDecodeError:
        raise InputError(f"the default {default!r} is not JSON", place) from None


def _bounds(about: str) -> tuple[str, dict[str, Any]]:
    """What stands before a description: a range or the words that are allowed."""
    if match := _RANGE.match(about):
        return about[match.end() :], {"low": float(match["low"]), "high": float(match["high"])}
    if match := _CHOICES.match(about):
        return about[match.end() :], {"choices": tuple(match["words"].split("|"))}
    return about, {}


def _column(value: str, place: Place) -> Column:
    name, _, rest = value.partition(" ")
    type_, _, about = rest.strip().partition(" ")
    if not name or not type_:
        raise InputError("write `name type description`", place)
    return Column(name, type_, about.strip())


def _check_parameters(source: str, parameters: tuple[Parameter, ...], path: Path) -> None:
    code = _NOT_CODE.sub(lambda match: "\n" * match[0].count("\n"), source)
    used: dict[str, int] = {}
    for line, text in enumerate(code.splitlines(), start=1):
        for name in _USED.findall(text):
            used.setdefault(name, line)
    declared = {parameter.name for parameter in parameters}
    for name, line in used.items():
        if name not in declared:
            raise InputError(f"${name} is used but not declared", Place(str(path), line))
    for name in sorted(declared - set(used)):
        raise InputError(f"${name} is declared but not used", Place(str(path), 1))
