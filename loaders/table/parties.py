"""Who stands in a cell: a state by a code of a named system, or an actor of the table's own. Rules and what they find; no events here."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal, cast

from graph.errors import Place
from graph.model import Record
from graph.vocabulary import vocabulary
from loaders.chronology.fields import EntryError, Fields, Scope, Shape, as_text, did_you_mean
from loaders.chronology.nodes import Node, Table, shorten
from loaders.states import State, System, resolve_code, resolve_name, states
from loaders.states.table import SYSTEMS
from loaders.table.values import CellError, Cells, SkipRow, Value, pairs_of, value_of

ACTOR: Final = Shape(
    "an actor",
    ("id",),
    ("state", "kind", "name", "aliases", "codes", "description", "role", "unnamed", "split", "means", "others", "otherwise", "unresolved"),
)
OTHER: Final = Shape("an actor that is no state", ("kind", "name"), ("id",))
NAME: Final = "name"
STATE_SYSTEMS: Final = (*SYSTEMS, NAME)
_PLAIN: Final = re.compile(r"[A-Za-z0-9._-]{1,100}", re.ASCII)
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,30}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Party:
    record: Record
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorRule:
    """How to read an actor. With `state` (a system of codes, or `name`) cells mean states; `means` are spellings of the
    table's own, `others` what is no state, `otherwise` the kind of all else.
    """

    name: str
    id: Value
    state: str = ""
    kind: Value | None = None
    label: Value | None = None
    aliases: Value | None = None
    description: Value | None = None
    role: Value | None = None
    codes: Mapping[str, Value] = field(default_factory=dict)
    unnamed: bool = False
    split: str = ""
    means: Mapping[str, State] = field(default_factory=dict)
    others: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    otherwise: str = ""
    unresolved: Literal["reject", "skip"] = "reject"

    @property
    def columns(self) -> tuple[str, ...]:
        values = (self.id, self.kind, self.label, self.aliases, self.description, self.role, *self.codes.values())
        return tuple(dict.fromkeys(column for value in values if value for column in value.columns))

    @property
    def told_by_many(self) -> bool:
        """Whether two rows can say different things of one actor."""
        return (
            not self.state and not self.unnamed and bool(set(self.columns) - {*self.id.columns, *(self.role.columns if self.role else ())})
        )

    def texts(self, cells: Cells) -> tuple[str, ...]:
        """The ids in the cell, one or, with `split`, several; each once. A name that holds the separator is one: `Korea, Republic of`."""
        text = self.id.of(cells)
        parts = text.split(self.split) if self.split and not self._is_one(text) else [text]
        return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def parties(self, cells: Cells, dataset: str, on: datetime.date | None, event: str) -> tuple[Party, ...]:
        """Those who stand in the row; none where its cell is empty. `event` is the id that an unnamed party takes its own from.

        Raises:
            CellError: a cell stands for nobody. SkipRow: for nobody, and the mapping says to leave such rows out.
        """
        role = self.role.of(cells) if self.role else ""
        if self.unnamed and event and any(self.texts(cells)):
            return (Party(self._record(f"{dataset}:{event}-{self.name}", self.id.of(cells), cells), role),)
        return tuple(Party(self._one(text, cells, dataset, on), role) for text in self.texts(cells))

    def empty(self) -> CellError | SkipRow:
        """What to raise where somebody must stand and nobody does."""
        return self._nobody(f"is empty, and `{self.name}` must be somebody", "", "")

    def _one(self, text: str, cells: Cells, dataset: str, on: datetime.date | None) -> Record:
        if text in self.others:
            kind, name, id_ = self.others[text]
            return Record(id=f"{dataset}:{id_}", kind=kind, name=name)
        if not self.state:
            return self._record(f"{dataset}:{self._own(text)}", text, cells)
        if state := self._state(text, on):
            return state.record(dataset)
        if self.otherwise:
            return Record(id=f"{dataset}:{self._own(text)}", kind=self.otherwise, name=text)
        raise self._nobody(f"{shorten(text, 40)!r} is no state's {_said(self.state)}", _elsewhere(text, self.state), text)

    def _is_one(self, text: str) -> bool:
        return text in self.others or (bool(self.state) and self._state(text, None) is not None)

    def _state(self, text: str, on: datetime.date | None) -> State | None:
        if text in self.means:
            return self.means[text]
        return resolve_name(text, on) if self.state == NAME else resolve_code(text, cast(System, self.state), on)

    def _nobody(self, reason: str, hint: str, detail: str) -> CellError | SkipRow:
        if self.unresolved == "skip":
            return SkipRow(f"{self.name}: {reason}")
        return CellError(self.id.column, reason, hint or "name it under `others`, or say `unresolved: skip`", detail)

    def _own(self, text: str) -> str:
        local = local_id(text)
        if local in _state_codes():
            hint = 'give the ids of such actors a beginning of their own: id: "firm-{...}"'
            raise CellError(self.id.column, f"{local} would be taken for the state of that code", hint, text)
        return local

    def _record(self, id_: str, text: str, cells: Cells) -> Record:
        kind = self.kind.of(cells) if self.kind else ""
        if kind not in vocabulary().kinds or kind == "State":
            column = self.kind.column if self.kind else ""
            raise CellError(column, f"{shorten(kind, 40)!r} is not a kind of actor", f"one of {', '.join(other_kinds())}", kind)
        aliases = self.aliases.of(cells) if self.aliases else ""
        return Record(
            id=id_,
            kind=kind,
            name=(self.label.of(cells) if self.label else "") or text,
            aliases=tuple(dict.fromkeys(part.strip() for part in aliases.split(self.split or ";") if part.strip())),
            codes={system: code for system, value in self.codes.items() if (code := value.of(cells))},
            description=self.description.of(cells) if self.description else "",
            unnamed=self.unnamed,
        )


def other_kinds() -> tuple[str, ...]:
    """Kinds of actor that have no code of their own."""
    return tuple(kind for kind in vocabulary().kinds if kind != "State")


def local_id(text: str) -> str:
    """The text as an id: itself where it can be one, else its letters and digits and a hash, so that two texts never become one id."""
    if _PLAIN.fullmatch(text):
        return text
    plain = re.sub(r"[^A-Za-z0-9._]+", "-", text)[:60].strip("-")
    return f"{plain}-{digest_of(text)}" if plain else digest_of(text)


def digest_of(*texts: str) -> str:
    """Sixteen hex digits that are the same on every machine and in every run."""
    return hashlib.blake2b("\x1f".join(texts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def actor_rule_of(name: str, node: Node, place: Place, scope: Scope) -> ActorRule:
    """Read an actor of the mapping.

    Raises:
        EntryError: it is none.
    """
    fields = Fields(node, ACTOR, scope, place.column)
    state = fields.text("state")
    if bool(state) == fields.has("kind"):
        raise EntryError(
            "an actor needs either `state` or `kind`", place, hint="`state: iso3` where cells are states, else `kind: Company`"
        )
    if state and state not in STATE_SYSTEMS:
        hint = did_you_mean(state, STATE_SYSTEMS) or f"one of {', '.join(STATE_SYSTEMS)}"
        raise fields.wrong("state", f"{shorten(state)!r} is not a system of codes for states", hint)
    for key in (*("name", "aliases", "codes", "description", "unnamed"),) if state else ("means", "others", "otherwise"):
        if fields.has(key):
            raise fields.wrong(key, f"`{key}` goes with `{'kind' if state else 'state'}`", "delete it")
    given = {key: value_of(fields.node(key), fields.place(key), scope) for key in _VALUES if fields.has(key)}
    kind = given.get("kind")
    if kind and not kind.columns:
        _kind(kind.of({}), fields.place("kind"))
    return ActorRule(
        name=name,
        id=given["id"],
        state=state,
        kind=kind,
        label=given.get("name"),
        aliases=given.get("aliases"),
        description=given.get("description"),
        role=given.get("role"),
        codes=_codes(fields),
        unnamed=fields.flag("unnamed"),
        split=fields.text("split"),
        means=_means(fields),
        others=_others(fields),
        otherwise=_kind(fields.text("otherwise"), fields.place("otherwise")) if fields.has("otherwise") else "",
        unresolved=cast(Literal["reject", "skip"], fields.choice("unresolved", ("reject", "skip"))),
    )


_VALUES: Final = ("id", "kind", "name", "aliases", "description", "role")


def _kind(kind: str, place: Place) -> str:
    if kind not in other_kinds():
        raise EntryError(f"{shorten(kind)!r} is not a kind of actor", place, hint=f"one of {', '.join(other_kinds())}; states have `state`")
    return kind


def _codes(fields: Fields) -> dict[str, Value]:
    if not fields.has("codes"):
        return {}
    found = {}
    for system, node, place in pairs_of(fields, "codes"):
        if not _CODE.fullmatch(system):
            raise EntryError(f"{shorten(system)!r} is not the name of a code system", place, hint="small letters, digits and underscores")
        found[system] = value_of(node, place, fields.scope)
    return found


def _means(fields: Fields) -> dict[str, State]:
    if not fields.has("means"):
        return {}
    found = {}
    for cell, node, place in pairs_of(fields, "means"):
        code = as_text(node, place)
        state = next((state for state in states() if state.code == code), None)
        if state is None:
            raise EntryError(
                f"{shorten(code)!r} is the code of no state", place, hint="three letters of ISO 3166, as in state:GBR; DDR, SUN, YUG ..."
            )
        found[cell] = state
    return found


def _others(fields: Fields) -> dict[str, tuple[str, str, str]]:
    """Kind, name and id by cell; the id is made of the cell where the mapping gives none."""
    if not fields.has("others"):
        return {}
    found = {}
    for cell, node, place in pairs_of(fields, "others"):
        if not isinstance(node, Table):
            raise EntryError("what a cell stands for needs a kind and a name", place, hint="{kind: Organization, name: European Union}")
        other = Fields(node, OTHER, fields.scope, place.column)
        id_ = local_id(other.text("id", cell))
        if id_ in _state_codes():
            raise EntryError(f"{id_} is the code of a state", place, hint="give it an `id` of its own")
        found[cell] = (_kind(other.text("kind"), other.place("kind")), as_text(other.node("name"), other.place("name")), id_)
    return found


def _said(system: str) -> str:
    return "name" if system == NAME else f"code of {system}"


def _elsewhere(text: str, system: str) -> str:
    """What the cell would mean in another system: the commonest slip is a column of another kind of codes."""
    found: list[tuple[str, State]] = [(other, state) for other in SYSTEMS if other != system and (state := resolve_code(text, other))]
    if system != NAME and (state := resolve_name(text)):
        found.append((NAME, state))
    if not found:
        return ""
    told = ", ".join(f"{other} it is {state.name}" for other, state in found[:3])
    return f"in {told}: is `state` the right system?"


@cache
def _state_codes() -> frozenset[str]:
    return frozenset(state.code for state in states())
