"""The record types of the project: what a loader says and the write door stores. Plain values; no database, no files, no HTTP.

A loader speaks in its source's own ids ("refs": `dataset:id`). Which actor a ref stands for is decided at the write door,
through the `Record` that describes the actor, so that a later merge of two actors changes no statement.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from graph.dates import Span

Status = Literal["announced", "in_force", "executed", "ended"]
Assertion = Literal["asserted_by_actor", "confirmed", "alleged", "inferred"]
Stance = Literal["claimed", "denied"]
Basis = Literal["stated", "inferred"]
Role = Literal["source", "target", "organ", "official", "counterpart"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Something published that can be read and cited. `origin` names the root of copies of one report (a wire, a press release)."""

    id: str
    title: str
    publisher: str
    published: Span | None = None
    url: str = ""
    author: str = ""
    reliability: str = "F"
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where a source tells a statement: the day that this source gives, its own words, and how credible it is there (Admiralty 1..6)."""

    source: str
    date: Span | None = None
    words: str = ""
    credibility: str = "6"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A source's own entry for an actor. `actor` is set only where the source's code is an identity by itself (a state's code).

    `born` are the years of birth that it gives for a person, `registrations` a body's numbers in public registers: they tell namesakes
    apart (graph/identity) and are shown of no actor.
    """

    id: str
    kind: str
    name: str
    actor: str = ""
    aliases: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    unnamed: bool = False
    description: str = ""
    born: tuple[int, ...] = ()
    registrations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who says so or disputes it, in their words.

    `scheme` is the yardstick of the words (PHIA, ICD203, unknown or empty where no estimative word was used); `low` and `high`
    (0..1) follow from it. `about` tells whether the words weigh who did it (attribution) or that it happened at all (occurrence).
    """

    id: str
    claimant: str
    stance: Stance
    words: str = ""
    scheme: str = ""
    low: float | None = None
    high: float | None = None
    date: Span | None = None
    about: Literal["attribution", "occurrence"] = "attribution"
    speaker: str = ""
    speaker_role: str = ""
    quote: str = ""
    source: str = ""
    event: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A party to an event. `role_words` is the source's word for it ("Ambassador to the UK"); `magnitude` a pair's own count."""

    record: str
    role: Role
    role_words: str = ""
    magnitude: float | None = None
    inferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """This event answers another: stated by a source, or inferred and marked so."""

    event: str
    basis: Basis
    words: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One action: who did what to whom, when, on whose word. Becomes an edge for each pair of a source and a target.

    `said` is what the source itself says of it in its own terms and codes (`{"programme": "CYBER2", "cameo": "163"}`): kept as
    properties of the event and its edges, never read by Retorsion's own measures.
    """

    id: str
    dataset: str
    action: str
    date: Span
    participants: tuple[Participant, ...]
    citations: tuple[Citation, ...]
    text: str = ""
    end: Span | None = None
    published: datetime.date | None = None
    status: Status = "executed"
    assertion: Assertion = "asserted_by_actor"
    rung: int | None = None
    rung_reason: str = ""
    magnitude: float | None = None
    unit: str = ""
    quote: str = ""
    note: str = ""
    part: str = ""
    said: Mapping[str, str | int | float] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    responds_to: tuple[Response, ...] = ()

    def having(self, role: Role) -> tuple[Participant, ...]:
        return tuple(party for party in self.participants if party.role == role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A standing relation of two actors (member of, part of, headquartered in), with the days between which it held."""

    id: str
    dataset: str
    type: str
    source: str
    target: str
    citations: tuple[Citation, ...]
    valid_from: Span | None = None
    valid_to: Span | None = None
    published: datetime.date | None = None
    assertion: Assertion = "confirmed"
    text: str = ""
    note: str = ""
    part: str = ""
    claims: tuple[Claim, ...] = ()


Statement = Event | Tie


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """A claim or denial that one entry makes about a statement of another (a spokesman rejects an accusation told elsewhere)."""

    statement: str
    claim: Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """What a loader brings: title, publisher, licence, how to cite, what its columns mean."""

    id: str
    title: str
    publisher: str
    licence: str
    citation: str
    url: str = ""
    redistribute: Literal["free", "non-commercial", "share-alike", "refer"] = "free"
    columns: Mapping[str, str] = field(default_factory=dict)


Item = Record | Source | Event | Tie | Denial
