"""A mapping file as rules: what each key may hold, checked as a whole before any data is read. No data file is opened here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from graph.errors import Place
from graph.ingest.content import CODE_SYSTEM, RESERVED
from graph.model import Dataset
from graph.vocabulary import UNKNOWN_SCHEME, vocabulary
from loaders.chronology.entries import described
from loaders.chronology.fields import EntryError, Fields, Ref, Scope, Shape, as_text, did_you_mean
from loaders.chronology.nodes import Table, parse_file, shorten
from loaders.table.days import DayRule, day_rule_of
from loaders.table.parties import ActorRule, actor_rule_of
from loaders.table.values import Value, note, pairs_of, value_of

VERSION: Final = "1"
FIRST_KEY: Final = "table"
MAPPING: Final = Shape(
    "a mapping",
    (FIRST_KEY, "dataset", "title", "publisher", "licence"),
    ("citation", "url", "redistribute", "files", "file", "stream", "complete", "skip", "sources", "actors", "ties", "event"),
)
FILE: Final = Shape("`file`", (), ("format", "separator", "quote", "encoding", "header", "columns", "comment", "missing"))
SKIP: Final = Shape("a skip rule", ("column", "reason"), ("equals", "unless", "empty"))
SOURCE: Final = Shape("a source", ("title",), ("id", "publisher", "url", "date", "author", "reliability", "credibility", "words", "split"))
CLAIM: Final = Shape("a claim", ("by",), ("stance", "words", "scheme", "about", "date", "quote"))
TIE: Final = Shape(
    "a tie", ("type", "source", "target"), ("id", "valid_from", "valid_to", "published", "assertion", "text", "note", "claims")
)
EVENT: Final = Shape(
    "`event`",
    ("id", "source", "target", "action", "date"),
    (
        *("date_to", "end_date", "published", "status", "assertion", "magnitude", "unit", "text", "quote", "note", "organ", "reports"),
        *("said", "claims"),
    ),
)
FORMATS: Final = ("csv", "jsonl", "parquet")
_DATASET_ID: Final = re.compile(r"[a-z][a-z0-9_-]*", re.ASCII)
_STREAM_ONLY: Final = ("reports",)
_STATEMENT_ONLY: Final = ("end_date", "status", "assertion", "magnitude", "unit", "text", "quote", "note", "organ", "claims")


@dataclass(frozen=True, slots=True)
class Form:
    """How data files are written. What is empty is found out: the format by the suffix, the separator by the columns that must be there."""

    format: str = ""
    separator: str = ""
    quote: str = '"'
    encoding: str = ""
    header: bool = True
    columns: tuple[str, ...] = ()
    comment: str = ""
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SkipRule:
    column: str
    reason: str
    equals: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    empty: bool = False

    def fits(self, cell: str) -> bool:
        return cell in self.equals or (bool(self.unless) and cell not in self.unless) or (self.empty and not cell)


@dataclass(frozen=True, slots=True)
class SourceRule:
    values: Mapping[str, Value]
    date: DayRule | None = None
    split: str = ""


@dataclass(frozen=True, slots=True)
class ClaimRule:
    by: str
    values: Mapping[str, Value]
    date: DayRule | None = None


@dataclass(frozen=True, slots=True)
class StatementRule:
    """An event or a tie: `values` and `dates` by key, `ends` the names of the actors on each side."""

    values: Mapping[str, Value]
    dates: Mapping[str, DayRule]
    ends: Mapping[str, tuple[str, ...]]
    claims: tuple[ClaimRule, ...] = ()
    hashed: tuple[str, ...] = ()
    cameo: Value | None = None
    said: Mapping[str, tuple[Value, bool]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMapping:
    """A whole mapping. `columns` are those that files must have, each with the place that names it first."""

    file: str
    dataset: Dataset
    files: tuple[str, ...]
    form: Form
    stream: bool
    complete: bool
    skip: tuple[SkipRule, ...]
    sources: tuple[SourceRule, ...]
    actors: Mapping[str, ActorRule]
    ties: tuple[StatementRule, ...]
    event: StatementRule | None
    columns: Mapping[str, Place]


def open_mapping(path: Path) -> TableMapping:
    """Read a mapping file.

    Raises:
        InputError: it is wrong; says where and why.
    """
    name = path.as_posix()
    return mapping_of(parse_file(path, name), name)


def mapping_of(root: Table, name: str) -> TableMapping:
    """The rules in a parsed file.

    Raises:
        EntryError: it is wrong; says where and why.
    """
    scope = Scope(name, "", "")
    fields = Fields(root, MAPPING, scope)
    if fields.text(FIRST_KEY) != VERSION:
        raise fields.wrong(FIRST_KEY, f"version {shorten(fields.text(FIRST_KEY))!r} of mappings is not known", f"write `{FIRST_KEY}: 1`")
    stream = fields.flag("stream")
    found = TableMapping(
        file=name,
        dataset=_dataset(fields),
        files=fields.texts("files"),
        form=_form(fields),
        stream=stream,
        complete=fields.choice("complete", ("true", "false")) == "true",
        skip=tuple(_skip(Fields(node, SKIP, scope, place.column)) for node, place in fields.listing("skip")),
        sources=tuple(_source(Fields(node, SOURCE, scope, place.column)) for node, place in fields.listing("sources")),
        actors=_actors(fields),
        ties=tuple(_tie(Fields(node, TIE, scope, place.column)) for node, place in fields.listing("ties")),
        event=_event(Fields(fields.node("event"), EVENT, scope, "event"), stream=stream) if fields.has("event") else None,
        columns=MappingProxyType({ref.id: ref.place for ref in reversed(scope.refs) if ref.space == "column"}),
    )
    _check_whole(fields, found)
    return found


def _check_whole(fields: Fields, found: TableMapping) -> None:
    for ref in fields.scope.refs:
        if ref.space == "actor" and ref.id not in found.actors:
            hint = did_you_mean(ref.id, found.actors) or f"actors of this mapping: {', '.join(found.actors) or 'none'}"
            raise EntryError(f"`actors` has no {shorten(ref.id)!r}", ref.place, hint=hint)
    if found.event is None and (found.stream or not found.ties):
        raise EntryError("a mapping needs an `event`" + ("" if found.stream else ", or `ties`"), Place(found.file, 1), hint="add `event:`")
    if not found.form.header:
        for name, place in found.columns.items():
            if name not in found.form.columns:
                raise EntryError(f"`file.columns` has no {shorten(name)!r}", place, hint=did_you_mean(name, found.form.columns))
    if found.stream:
        _check_stream(fields, found)


def _check_stream(fields: Fields, found: TableMapping) -> None:
    """A stream holds edges alone: what needs a statement to hang on has no place there."""
    if found.ties:
        raise fields.wrong("ties", "a stream has no `ties`", "load them with a mapping of their own, without `stream`")
    for name, rule in found.actors.items():
        if rule.split or rule.unnamed:
            place = Place(found.file, fields.place("actors").line, f"actors.{name}")
            raise EntryError("in a stream an actor is one and named", place, hint="delete `split` and `unnamed`, or `stream`")


def _dataset(fields: Fields) -> Dataset:
    if not _DATASET_ID.fullmatch(fields.text("dataset")):
        hint = "it is made of small letters a-z, digits, - and _, and starts with a letter"
        raise fields.wrong("dataset", f"{shorten(fields.text('dataset'))!r} is not the id of a dataset", hint)
    return described(fields)


def _form(fields: Fields) -> Form:
    if not fields.has("file"):
        return Form()
    given = Fields(fields.node("file"), FILE, fields.scope, "file")
    separator = given.text("separator").replace("\\t", "\t").replace("tab", "\t")
    quote = given.text("quote", '"').replace("none", "")
    for key, text in (("separator", separator), ("quote", quote)):
        if len(text) > 1:
            raise given.wrong(key, f"`{key}` must be one character", '`separator: tab`, `separator: ";"`, `quote: none`')
    header = given.choice("header", ("true", "false")) == "true"
    columns = given.texts("columns")
    if header == bool(columns):
        raise given.wrong("columns", "`columns` goes with `header: false`, which needs it", "name the columns in order")
    encoding = given.text("encoding")
    if encoding and not _is_encoding(encoding):
        raise given.wrong("encoding", f"{shorten(encoding)!r} is not an encoding of text", "utf-8, latin-1, windows-1252, utf-16 ...")
    form = given.text("format")
    if form and form not in FORMATS:
        raise given.wrong("format", f"{shorten(form)!r} is not a format", f"one of {', '.join(FORMATS)}")
    missing = frozenset(as_text(node, place) for node, place in given.one_or_many("missing"))
    return Form(form, separator, quote, encoding, header, columns, given.text("comment"), missing)


def _is_encoding(name: str) -> bool:
    try:
        return b"a,1".decode(name) == "a,1" or name.lower().replace("_", "-").startswith(("utf-16", "utf-32"))
    except (LookupError, UnicodeError, ValueError):
        return name.lower().replace("_", "-").startswith(("utf-16", "utf-32"))


def _skip(fields: Fields) -> SkipRule:
    column = note(fields.text("column"), fields.place("column"), fields.scope)
    texts = {key: frozenset(as_text(node, place) for node, place in fields.one_or_many(key)) for key in ("equals", "unless")}
    rule = SkipRule(column, fields.text("reason"), texts["equals"], texts["unless"], fields.flag("empty"))
    if [bool(rule.equals), bool(rule.unless), rule.empty].count(True) != 1:
        raise fields.wrong("column", "a skip rule has one of `equals`, `unless` and `empty: true`", "two tests are two rules")
    return rule


def _source(fields: Fields) -> SourceRule:
    values = _values(fields, ("title", "id", "publisher", "url", "author", "reliability", "credibility", "words"))
    return SourceRule(values, _dates(fields, ("date",)).get("date"), fields.text("split"))


def _actors(fields: Fields) -> Mapping[str, ActorRule]:
    if not fields.has("actors"):
        return MappingProxyType({})
    pairs = pairs_of(fields, "actors")
    return MappingProxyType({name: actor_rule_of(name, node, place, fields.scope) for name, node, place in pairs})


def _claim(fields: Fields) -> ClaimRule:
    fields.choice("stance", ("claimed", "denied"))
    scheme = fields.text("scheme")
    known = sorted({name for name, _ in vocabulary().bands} | {UNKNOWN_SCHEME})
    if scheme and scheme not in known:
        raise fields.wrong("scheme", f"{shorten(scheme)!r} is not a scheme of estimative words", f"one of {', '.join(known)}")
    if scheme and not fields.has("words"):
        raise fields.wrong("scheme", "`scheme` is given without `words`", "add the words, or delete `scheme`")
    by = _one_actor(fields, "by")
    return ClaimRule(by, _values(fields, ("stance", "words", "scheme", "about", "quote")), _dates(fields, ("date",)).get("date"))


def _tie(fields: Fields) -> StatementRule:
    type_ = fields.text("type")
    if type_ not in vocabulary().ties:
        hint = did_you_mean(type_, vocabulary().ties) or f"one of {', '.join(vocabulary().ties)}"
        raise fields.wrong("type", f"{shorten(type_)!r} is not a tie of the vocabulary", hint)
    return StatementRule(
        values=_values(fields, ("type", "id", "assertion", "text", "note")),
        dates=_dates(fields, ("valid_from", "valid_to", "published")),
        ends={side: (_one_actor(fields, side),) for side in ("source", "target")},
        claims=_claims(fields),
    )


def _event(fields: Fields, *, stream: bool) -> StatementRule:
    for key in _STATEMENT_ONLY if stream else _STREAM_ONLY:
        if fields.has(key):
            raise fields.wrong(
                key, f"`{key}` {'needs a statement, and a stream has' if stream else 'is for streams; statements have'} none"
            )
    hashed = _hashed(fields)
    cameo = _cameo(fields, stream=stream)
    texts = ("status", "assertion", "magnitude", "unit", "text", "quote", "note", "reports")
    values = _values(fields, (*(() if hashed else ("id",)), *(() if cameo else ("action",)), *texts))
    if not cameo:
        _check_actions(fields, values["action"], stream=stream)
    return StatementRule(
        values=values,
        dates=_dates(fields, ("date", "date_to", "end_date", "published")),
        ends={side: _several_actors(fields, side, one=stream) for side in ("source", "target", "organ") if fields.has(side)},
        claims=_claims(fields),
        hashed=hashed,
        cameo=cameo,
        said=_said(fields),
    )


def _hashed(fields: Fields) -> tuple[str, ...]:
    """`id: {hash: [a, b]}`: the columns of which an id is made where the table has none."""
    node = fields.node("id")
    if not isinstance(node, Table) or [key.value for key, _ in node.pairs] != ["hash"]:
        return ()
    inner = Fields(node, Shape("an id", ("hash",)), fields.scope, fields.column("id"))
    return tuple(note(as_text(item, place), place, fields.scope) for item, place in inner.one_or_many("hash"))


def _cameo(fields: Fields, *, stream: bool) -> Value | None:
    node = fields.node("action")
    if not isinstance(node, Table) or [key.value for key, _ in node.pairs] != ["cameo"]:
        return None
    inner = Fields(node, Shape("an action", ("cameo",)), fields.scope, fields.column("action"))
    if not stream:
        raise fields.wrong(
            "action", "`cameo` codes are machine-coded: they are for streams", "write `stream: true`, or map cells by `values`"
        )
    return value_of(inner.node("cameo"), inner.place("cameo"), fields.scope)


def _check_actions(fields: Fields, value: Value, *, stream: bool) -> None:
    """Every action that the mapping itself writes is one of the vocabulary."""
    known = vocabulary().machine_actions if stream else vocabulary().actions
    written = [*(value.values or {}).values(), *([value.default] if value.default is not None else [])]
    if not value.columns and value.values is None:
        written.append(value.of({}))
    for code in written:
        if code not in known:
            what = "a machine action (plover:TYPE/mode)" if stream else "an action"
            hint = did_you_mean(code, known) or "`/v1/vocabulary` and docs/loaders/table.md list them"
            raise fields.wrong("action", f"{shorten(code)!r} is not {what} of the vocabulary", hint)


def _values(fields: Fields, keys: tuple[str, ...]) -> dict[str, Value]:
    return {key: value_of(fields.node(key), fields.place(key), fields.scope) for key in keys if fields.has(key)}


def _dates(fields: Fields, keys: tuple[str, ...]) -> dict[str, DayRule]:
    return {key: day_rule_of(fields.node(key), fields.place(key), fields.scope) for key in keys if fields.has(key)}


def _claims(fields: Fields) -> tuple[ClaimRule, ...]:
    return tuple(_claim(Fields(node, CLAIM, fields.scope, place.column)) for node, place in fields.listing("claims"))


def _one_actor(fields: Fields, key: str) -> str:
    name = fields.text(key)
    fields.scope.refs.append(Ref("actor", name, fields.place(key)))
    return name


def _several_actors(fields: Fields, key: str, *, one: bool) -> tuple[str, ...]:
    found = [(as_text(node, place), place) for node, place in fields.one_or_many(key)]
    if one and len(found) > 1:
        raise fields.wrong(key, f"in a stream `{key}` is one actor", "name one of `actors`")
    fields.scope.refs.extend(Ref("actor", name, place) for name, place in found)
    return tuple(name for name, _ in found)


def _said(fields: Fields) -> dict[str, tuple[Value, bool]]:
    """What the source says in its own terms, by name; with `number: true` as a number."""
    if not fields.has("said"):
        return {}
    found = {}
    for name, node, place in pairs_of(fields, "said"):
        if not CODE_SYSTEM.fullmatch(name) or name in RESERVED:
            hint = "small letters, digits and _, at most 31; and no name that events have already (date, action, status ...)"
            raise EntryError(f"{shorten(name)!r} cannot be the name of what a source says", place, hint=hint)
        number = isinstance(node, Table) and any(key.value == "number" for key, _ in node.pairs)
        if isinstance(node, Table) and number:
            inner = Fields(node, Shape("a number", ("number",)), fields.scope, place.column)
            found[name] = (value_of(inner.node("number"), inner.place("number"), fields.scope), True)
        else:
            found[name] = (value_of(node, place, fields.scope), False)
    return found
