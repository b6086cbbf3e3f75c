"""What makes an item wrong, whatever its source: unknown words, impossible values, texts that no store should hold. Pure functions.

Existence of what an item refers to is checked by the write door, which knows the graph.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from functools import singledispatch
from typing import Any, get_args

from graph.errors import Place
from graph.ingest.content import CODE_SYSTEM, RESERVED
from graph.ingest.rows import Entry, Reject, Row
from graph.model import Assertion, Citation, Claim, Denial, Event, Item, Record, Role, Source, Statement, Status, Tie
from graph.vocabulary import UNKNOWN_SCHEME, Vocabulary

MAX_TEXT = 20_000
"""Characters that one text may have: a statement of reasons fits, a file pasted into a cell does not."""

MAX_LIST = 10_000
"""Participants, aliases or claims of one item."""

_RESERVED_CODES = {"id", "kind", "name", "aliases", "unnamed", "seq", "state", "description", "hash", "code_systems"}
_ID = re.compile(r"[^\s/\x00-\x1f\x7f]{1,200}")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

Problem = tuple[str, str]
"""The column (a field's name) and the reason."""


def check(entry: Entry, vocabulary: Vocabulary) -> Reject | None:
    """The first thing wrong with an entry, or None."""
    events = {item.id for item in entry.items if isinstance(item, Event)}
    for item in entry.items:
        for column, reason in (*problems(item, vocabulary), *_strays(item, events)):
            return Reject(entry.place_of(column), reason)
    return None


def checked(rows: Iterable[Row], vocabulary: Vocabulary) -> Iterator[Row]:
    """The rows, each wrong entry as a reject. A statement told a second time is wrong: the two would replace each other at every load."""
    told: dict[str, Place] = {}
    for row in rows:
        if not isinstance(row, Entry):
            yield row
            continue
        ids = [item.id for item in row.items if isinstance(item, Event | Tie)]
        within = Counter(ids)
        twice = next((id_ for id_ in ids if id_ in told or within[id_] > 1), None)
        if reject := check(row, vocabulary):
            yield reject
        elif twice is not None:
            yield Reject(row.place_of("id"), f"the id {twice} stands twice: first at {told.get(twice, row.place)}", "give one another id")
        else:
            told.update(dict.fromkeys(ids, row.place))
            yield row


def _strays(item: Item, events: Collection[str]) -> Iterator[Problem]:
    """An action's denials are kept up to date with it, so they must come with it."""
    if isinstance(item, Denial) and item.claim.event not in events:
        yield "denies", f"a denial belongs to an action of its row, not to {_short(item.claim.event)}"


def problems(item: Item, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Everything wrong with one item."""
    yield from texts(item, "")
    yield from _check(item, vocabulary)


@singledispatch
def _check(item: Any, vocabulary: Vocabulary) -> Iterator[Problem]:
    raise TypeError(f"{type(item).__name__} is not an item of the model")


@_check.register
def _(source: Source, vocabulary: Vocabulary) -> Iterator[Problem]:
    yield from _id("id", source.id)
    yield from _required("title", source.title)
    yield from _required("publisher", source.publisher)
    yield from _grade("reliability", source.reliability, vocabulary)
    if source.url and not re.match(r"https?://[^\s]+$", source.url):
        yield "url", f"{_short(source.url)} is not an address that begins with http:// or https://"


@_check.register
def _(record: Record, vocabulary: Vocabulary) -> Iterator[Problem]:
    yield from _id("id", record.id)
    yield from _required("name", record.name)
    yield from _known("kind", record.kind, vocabulary.kinds, "a kind of actor")
    if record.actor:
        yield from _id("actor", record.actor)
    for system in record.codes:
        if not CODE_SYSTEM.fullmatch(system) or system in _RESERVED_CODES:
            yield "codes", f"{_short(system)} is not a name for a code system (lower-case letters, digits, _)"


@_check.register
def _(event: Event, vocabulary: Vocabulary) -> Iterator[Problem]:
    yield from _id("id", event.id)
    yield from _known("action", event.action, vocabulary.actions, "an action")
    yield from _known("status", event.status, get_args(Status), "a status")
    for party in event.participants:
        yield from _known("participants", party.role, get_args(Role), "a role")
    yield from _parties(event)
    yield from _belongs(event)
    if event.end and event.end.last < event.date.first:
        yield "end_date", f"the end ({event.end}) is before the start ({event.date})"
    if event.rung is not None and not -3 <= event.rung <= 10:
        yield "rung", f"{event.rung} is not a rung: -3..10"
    if event.rung is not None and not event.rung_reason:
        yield "rung_reason", "a rung of its own needs its reason"
    for party in event.participants:
        yield from _count("targets", party.magnitude)
    yield from _count("magnitude", event.magnitude)
    for name, value in event.said.items():
        yield from _said(name, value)
    yield from _evidence(event, vocabulary)
    for response in event.responds_to:
        yield from _known("responds_to", response.basis, ("stated", "inferred"), "a basis")
        if response.event == event.id:
            yield "responds_to", "an action cannot answer itself"


@_check.register
def _(tie: Tie, vocabulary: Vocabulary) -> Iterator[Problem]:
    yield from _id("id", tie.id)
    yield from _belongs(tie)
    yield from _known("type", tie.type, vocabulary.ties, "a tie")
    if tie.source == tie.target:
        yield "target", "a tie needs two different actors"
    if tie.valid_from and tie.valid_to and tie.valid_to.last < tie.valid_from.first:
        yield "valid_to", f"the end ({tie.valid_to}) is before the start ({tie.valid_from})"
    yield from _evidence(tie, vocabulary)


@_check.register
def _(denial: Denial, vocabulary: Vocabulary) -> Iterator[Problem]:
    yield from _claim("denies", denial.claim, vocabulary)
    if denial.claim.stance != "denied":
        yield "denies", "what an action says of another statement can only be a denial"


def _belongs(statement: Statement) -> Iterator[Problem]:
    if not statement.id.startswith(f"{statement.dataset}:"):
        yield "id", f"{_short(statement.id)} does not begin with its dataset, {statement.dataset}:"


def _said(name: str, value: object) -> Iterator[Problem]:
    if not CODE_SYSTEM.fullmatch(name) or name in RESERVED:
        yield "said", f"{_short(name)} is not a free name for what a source says (lower-case letters, digits, _)"
    if isinstance(value, bool) or not isinstance(value, str | int | float) or (isinstance(value, float) and not math.isfinite(value)):
        yield "said", f"{name} is {_short(str(value))}: a text or a finite number"


def _parties(event: Event) -> Iterator[Problem]:
    sources, targets = event.having("source"), event.having("target")
    if not sources:
        yield "by", "an action needs at least one actor who acts"
    if not targets:
        yield "targets", "an action needs at least one target"
    if sources and targets and len({party.record for party in (*sources, *targets)}) == 1:
        yield "targets", "an actor cannot be its own only target"
    if len(sources) * len(targets) > MAX_LIST:
        yield "targets", f"{len(sources)} actors and {len(targets)} targets make more than {MAX_LIST} edges"
    if len({party.record for party in targets}) < len(targets) or len({party.record for party in sources}) < len(sources):
        yield "targets", "an actor stands twice on one side"


def _evidence(statement: Event | Tie, vocabulary: Vocabulary) -> Iterator[Problem]:
    yield from _known("assertion", statement.assertion, get_args(Assertion), "an assertion")
    if not statement.citations:
        yield "sources", "nothing is stored without a source"
    if len({citation.source for citation in statement.citations}) < len(statement.citations):
        yield "sources", "a source is cited twice"
    for citation in statement.citations:
        yield from _citation(citation, vocabulary)
    for claim in statement.claims:
        yield from _claim("claims" if claim.stance == "claimed" else "denials", claim, vocabulary)
    if len({claim.id for claim in statement.claims}) < len(statement.claims):
        yield "claims", "two claims have one id"


def _citation(citation: Citation, vocabulary: Vocabulary) -> Iterator[Problem]:
    yield from _grade("credibility", citation.credibility, vocabulary)


def _claim(column: str, claim: Claim, vocabulary: Vocabulary) -> Iterator[Problem]:
    yield from _id(column, claim.id)
    yield from _known(column, claim.stance, ("claimed", "denied"), "a stance")
    yield from _known(column, claim.about, ("attribution", "occurrence"), "what a claim can be about")
    schemes = {scheme for scheme, _ in vocabulary.bands} | {UNKNOWN_SCHEME, ""}
    yield from _known(column, claim.scheme, schemes, "a scheme of estimative words")
    if claim.scheme in schemes and claim.scheme and not _has_band(claim, vocabulary):
        yield column, f"{_short(claim.words)} are not words of the scheme {claim.scheme}"
    if claim.scheme and claim.low is None:
        yield column, f"{_short(claim.words)} is a word of the scheme {claim.scheme}, so it needs its range of likelihood"
    if (claim.low is None) != (claim.high is None) or not 0 <= (claim.low or 0) <= (claim.high or 0) <= 1:
        yield column, f"{claim.low}..{claim.high} is not a range of likelihood within 0..1"


def _has_band(claim: Claim, vocabulary: Vocabulary) -> bool:
    try:
        vocabulary.band(claim.words, claim.scheme)
    except KeyError:
        return False
    return True


def _known(column: str, value: str, allowed: Any, what: str) -> Iterator[Problem]:
    if value not in allowed:
        near = _nearest(value, [str(name) for name in allowed])
        yield column, f"{_short(value)} is not {what} of the vocabulary" + (f" (did you mean {near}?)" if near else "")


def _grade(column: str, value: str, vocabulary: Vocabulary) -> Iterator[Problem]:
    grade = vocabulary.grades.get(value)
    if grade is None or grade.axis != column:
        allowed = "A..F" if column == "reliability" else "1..6"
        yield column, f"{_short(value)} is not a grade of {column}: {allowed} (Admiralty code)"


def _id(column: str, value: str) -> Iterator[Problem]:
    if not _ID.fullmatch(value):
        yield column, f"{_short(value)} is not an id: no spaces, no '/', at most 200 characters"


def _required(column: str, value: str) -> Iterator[Problem]:
    if not value.strip():
        yield column, "must not be empty"


def _count(column: str, value: float | None) -> Iterator[Problem]:
    if value is not None and (not math.isfinite(value) or value < 0):
        yield column, f"{value} is not a size: a finite number, 0 or more"


def texts(value: Any, column: str) -> Iterator[Problem]:
    """What is wrong with the texts inside a value, however deep, named by the item's field that holds them."""
    if isinstance(value, str):
        yield from _text(value, column)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from texts(key, column)
            yield from texts(inner, column)
    elif isinstance(value, tuple):
        if len(value) > MAX_LIST:
            yield column, f"holds {len(value)} values, more than {MAX_LIST}"
        for inner in value[:MAX_LIST]:
            yield from texts(inner, column)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name), column or field.name)


def _text(value: str, column: str) -> Iterator[Problem]:
    if len(value) > MAX_TEXT:
        yield column, f"has {len(value):,} characters, more than {MAX_TEXT:,}: {_short(value)}"
    if match := CONTROL.search(value):
        yield column, f"holds the control character U+{ord(match[0]):04X} at position {match.start() + 1}"


def _short(value: str) -> str:
    return repr(value if len(value) <= 40 else value[:39] + "…")


def _nearest(value: str, allowed: list[str]) -> str:
    found = get_close_matches(value[:100], allowed, n=1, cutoff=0.6)
    return found[0] if found else ""
