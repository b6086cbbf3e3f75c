"""Turns one action of a chronology into the model: the event, its unnamed parties with their ties, and what it denies."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Final, cast

from graph.errors import Place
from graph.model import Citation, Claim, Denial, Event, Item, Participant, Record, Response, Role, Status, Tie
from loaders.chronology.entries import (
    Days,
    actor_at,
    assertion_of,
    citations_of,
    claims_of,
    local_part,
    numbered,
    published_of,
    slug,
    span_required,
)
from loaders.chronology.fields import EntryError, Fields, Scope, Shape, as_text
from loaders.chronology.nodes import Node, Table, Text

ACTION: Final = Shape(
    "an action",
    ("id", "date", "by", "action", "targets", "sources"),
    (
        *("end_date", "published", "organ", "official", "counterpart", "magnitude", "unit", "status", "assertion", "rung", "rung_reason"),
        *("text", "note", "claims", "denials", "denies", "quote", "responds_to"),
    ),
)
PARTY: Final = Shape("a party", ("actor",), ("role", "magnitude", "inferred"))
UNNAMED: Final = Shape(
    "an unnamed party", ("unnamed",), ("state", "kind", "role", "magnitude", "inferred", "claims", "denials", "assertion")
)
HELPER: Final = Shape("a participant", ("actor",), ("role",))
RESPONSE: Final = Shape("a response", ("action", "basis"), ("words", "source"))
_EITHER: Final = "write `actor:` and an id, or `unnamed:` and the source's words"


@dataclass(slots=True)
class _Cast:
    """The participants of one action, and what its unnamed parties need beside them."""

    action: str
    part: str
    citations: tuple[Citation, ...]
    published: datetime.date | None
    participants: list[Participant] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)

    def add_parties(self, fields: Fields, name: str, role: Role) -> None:
        for node, place in fields.one_or_many(name):
            self.participants.append(self._party(node, place, role, fields.scope))

    def add_helpers(self, fields: Fields, name: str, role: Role) -> None:
        for node, place in fields.one_or_many(name):
            if isinstance(node, Table):
                helper = Fields(node, HELPER, fields.scope, place.column)
                self.participants.append(Participant(record=actor_at(helper, "actor"), role=role, role_words=helper.text("role")))
            else:
                self.participants.append(Participant(record=fields.scope.refer("actor", as_text(node, place), place), role=role))

    def _party(self, node: Node, place: Place, role: Role, scope: Scope) -> Participant:
        if not isinstance(node, Table):
            return Participant(record=scope.refer("actor", as_text(node, place), place), role=role)
        names = {key.value for key, _ in node.pairs}
        if {"actor", "unnamed"} <= names:
            raise EntryError("a party is either named or unnamed", place, hint=_EITHER)
        if not {"actor", "unnamed"} & names:
            raise EntryError("a party needs `actor` or `unnamed`", place, hint=_EITHER)
        fields = Fields(node, UNNAMED if "unnamed" in names else PARTY, scope, place.column)
        return Participant(
            record=self._unnamed(fields) if "unnamed" in names else actor_at(fields, "actor"),
            role=role,
            role_words=fields.text("role"),
            magnitude=fields.number("magnitude"),
            inferred=fields.flag("inferred"),
        )

    def _unnamed(self, fields: Fields) -> str:
        scope = fields.scope
        local = f"{self.action}-party-{len(self.records) + 1}"
        group = Record(id=scope.own(local), kind=fields.text("kind", "Group"), name=fields.text("unnamed"), unnamed=True)
        self.records.append(group)
        if fields.has("state"):
            self.ties.append(self._nationality(fields, group.id))
        elif extra := next((name for name in ("claims", "denials", "assertion") if fields.has(name)), ""):
            raise fields.wrong(extra, f"`{extra}` of an unnamed party is about its state, which is missing", "add `state:`")
        return group.id

    def _nationality(self, fields: Fields, group: str) -> Tie:
        state = actor_at(fields, "state")
        tie = fields.scope.own(slug(group, "NATIONAL_OF", state))
        return Tie(
            id=tie,
            dataset=fields.scope.dataset,
            type="NATIONAL_OF",
            source=group,
            target=state,
            citations=self.citations,
            published=self.published,
            assertion=assertion_of(fields, "confirmed"),
            part=self.part,
            claims=claims_of(fields, tie),
        )


def action_items(fields: Fields, days: Days) -> tuple[Item, ...]:
    """Everything that one action says, in the order in which it can be stored."""
    local = fields.identifier("id")
    cited = citations_of(fields)
    cast_ = _Cast(local, fields.scope.part, cited, published_of(fields, cited, days))
    cast_.add_parties(fields, "by", "source")
    cast_.add_parties(fields, "targets", "target")
    cast_.add_helpers(fields, "organ", "organ")
    cast_.add_helpers(fields, "official", "official")
    cast_.add_helpers(fields, "counterpart", "counterpart")
    event = _event(fields, cast_)
    return (*cast_.records, *cast_.ties, event, *_denials(fields, event))


def _event(fields: Fields, cast_: _Cast) -> Event:
    scope = fields.scope
    if fields.has("rung") and not fields.has("rung_reason"):
        raise fields.wrong("rung", "a `rung` of its own needs `rung_reason`", "say why this action differs from others of its kind")
    if fields.has("rung_reason") and not fields.has("rung"):
        raise fields.wrong("rung_reason", "`rung_reason` is given without `rung`", "add `rung:` or delete the reason")
    return Event(
        id=scope.own(cast_.action),
        dataset=scope.dataset,
        action=fields.text("action"),
        date=span_required(fields, "date"),
        participants=tuple(cast_.participants),
        citations=cast_.citations,
        text=fields.text("text"),
        quote=fields.text("quote"),
        end=fields.span("end_date"),
        published=cast_.published,
        status=cast(Status, fields.text("status", "executed")),
        assertion=assertion_of(fields, "asserted_by_actor"),
        rung=fields.whole("rung"),
        rung_reason=fields.text("rung_reason"),
        magnitude=fields.number("magnitude"),
        unit=fields.text("unit"),
        note=fields.text("note"),
        part=scope.part,
        claims=claims_of(fields, scope.own(cast_.action)),
        responds_to=tuple(_response(node, place, scope) for node, place in fields.listing("responds_to")),
    )


def _response(node: Node, place: Place, scope: Scope) -> Response:
    if isinstance(node, Text):
        hint = "write {action: ..., basis: stated} where a source says so, else basis: inferred"
        raise EntryError("a response must say its basis", place, hint=hint, detail=node.value[:60])
    fields = Fields(node, RESPONSE, scope, place.column)
    source = fields.text("source")
    return Response(
        event=scope.refer("action", fields.text("action"), fields.place("action")),
        basis=fields.choice("basis", ("stated", "inferred")),
        words=fields.text("words"),
        source=scope.refer("source", source, fields.place("source")) if source else "",
    )


def _denials(fields: Fields, event: Event) -> tuple[Denial, ...]:
    """One denial for each denier and statement: the action's words, turned against what it denies."""
    statements = [fields.scope.refer("statement", as_text(node, place), place) for node, place in fields.listing("denies")]
    if len({*statements}) < len(statements):
        raise fields.wrong("denies", "`denies` names a statement twice", "keep one of them")
    return tuple(denial for statement in statements for denial in _denials_of(statement, event))


def _denials_of(statement: str, event: Event) -> list[Denial]:
    taken: dict[str, int] = {}
    return [
        Denial(
            statement=statement,
            claim=Claim(
                id=f"{statement}:" + numbered(f"denied-by-{local_part(event.id)}-{local_part(party.record)}", taken),
                claimant=party.record,
                stance="denied",
                date=event.date,
                quote=event.quote,
                source=event.citations[0].source,
                event=event.id,
            ),
        )
        for party in event.having("source")
    ]
