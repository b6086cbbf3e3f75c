"""Items of the model as properties of nodes and edges, each with a hash of its content. Nodes and edges of one statement come from here.

A hash tells unchanged from changed; it covers what the source says and nothing that the graph derives or numbers.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from graph.dates import Span
from graph.ingest.sentences import sentence
from graph.model import Citation, Claim, Event, Participant, Record, Response, Source, Statement, Tie
from graph.vocabulary import ActionType, Vocabulary

ROLE_TYPES = {"source": "INITIATED", "target": "TARGETED", "organ": "CARRIED_OUT", "official": "CARRIED_OUT", "counterpart": "ADDRESSED"}
NOT_SAID = frozenset(("confidence", "repeat_of"))
"""What a loader concludes about a stream's row: it may come out otherwise when other files are read with it."""

END_OF_NAME, END_OF_VALUE = "\x1f", "\x1e"
"""Characters that no text of a source has: those are refused (validate.py)."""

_EVIDENCE = {"claims", "citations", "responds_to"}
"""Parts of a statement with a life of their own: a new claim does not make a new revision of the action."""

# fmt: off
RESERVED = frozenset((
    "id", "eid", "statement", "dataset", "part", "edge_type", "eids", "action", "date", "date_to", "end_date", "end_date_to",
    "published", "status", "assertion", "text", "note", "quote", "hash", "content_hash", "rung", "rung_reason", "magnitude",
    "unit", "share", "organ", "target_role", "target_inferred", "from_record", "to_record", "source_url", "seq", "rev",
    "n_claimants", "disputed", "likelihood_words", "likelihood_scheme", "likelihood_low", "likelihood_high", "confidence",
    "summary_seq", "was", "retracted_seq", "reason", "statement_magnitude", "withdrawn_seq", "valid_from", "valid_to", "method",
    "version", "source_role", "repeat_of",
))
# fmt: on
"""Names of properties of events and edges that have a meaning here: what a source says in its own codes may not take them."""

CODE_SYSTEM = re.compile(r"[a-z][a-z0-9_]{0,30}")
"""A name for a system of codes, or for what a source says in its own terms."""


@dataclass(frozen=True, slots=True)
class EdgeDraft:
    """An edge between two actors before the write door numbers it; ends are refs."""

    edge_type: str
    source: str
    target: str
    properties: dict[str, Any]


def content_hash(value: Any) -> str:
    """Sixteen hex digits of SHA-256 over the canonical JSON of a value."""
    text = json.dumps(_canonical(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def statement_hash(statement: Statement) -> str:
    return content_hash(_canonical(statement, without=_EVIDENCE))


def edge_hash(edge: Mapping[str, Any]) -> str:
    """Sixteen hex digits over what a stream's source says of an event; millions are made, so it knows plain values only.

    The text is plain as well, so that the bulk path can make it by the column (bulk/hashing.py).
    """
    said = [
        f"{name}{END_OF_NAME}{value}{END_OF_VALUE}"
        for name, value in sorted(edge.items())
        if value is not None and value != "" and name not in NOT_SAID
    ]
    return hashlib.blake2b("".join(said).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def record_properties(record: Record, seq: int) -> dict[str, Any]:
    return _present(
        id=record.id,
        kind=record.kind,
        name=record.name,
        aliases=list(record.aliases),
        description=record.description,
        **record.codes,
        code_systems=sorted(record.codes),
        born=list(record.born),
        registrations=list(record.registrations),
        hash=content_hash(record),
        seq=seq,
    ) | {"unnamed": record.unnamed}


def source_properties(source: Source, seq: int) -> dict[str, Any]:
    return _present(
        id=source.id,
        title=source.title,
        publisher=source.publisher,
        published=source.published.first if source.published else None,
        published_to=source.published.last if source.published else None,
        url=source.url,
        author=source.author,
        reliability=source.reliability,
        origin=source.origin or source.id,
        hash=content_hash(source),
        seq=seq,
    )


def citation_properties(citation: Citation) -> dict[str, Any]:
    return _present(
        date=citation.date.first if citation.date else None,
        date_to=citation.date.last if citation.date else None,
        words=citation.words,
        credibility=citation.credibility,
        hash=content_hash(citation),
    )


def claim_properties(claim: Claim, vocabulary: Vocabulary) -> dict[str, Any]:
    band = None
    if claim.scheme and claim.low is not None:
        band = vocabulary.band(claim.words, claim.scheme)
    return _present(
        id=claim.id,
        words=claim.words,
        scheme=claim.scheme,
        low=claim.low,
        high=claim.high,
        midpoint=band.midpoint if band else None,
        about=claim.about,
        date=claim.date.first if claim.date else None,
        date_to=claim.date.last if claim.date else None,
        speaker=claim.speaker,
        speaker_role=claim.speaker_role,
        quote=claim.quote,
        source=claim.source,
        event=claim.event,
        hash=content_hash(claim),
    )


def response_properties(response: Response) -> dict[str, Any]:
    """A stated answer is taken at its word (.9); an inferred one gets its number from the measures, not from here."""
    return _present(
        basis=response.basis,
        words=response.words,
        source=response.source,
        confidence=0.9 if response.basis == "stated" else None,
        hash=content_hash(response),
    )


def statement_properties(statement: Statement, vocabulary: Vocabulary, names: Mapping[str, str]) -> dict[str, Any]:
    """Node properties of an event or a tie; `names` gives the name of each actor it refers to, for its sentence."""
    own = _event_node(statement, vocabulary) if isinstance(statement, Event) else _tie_clocks(statement)
    edge_type = vocabulary.actions[statement.action].edge_type if isinstance(statement, Event) else statement.type
    return _present(
        id=statement.id,
        dataset=statement.dataset,
        part=statement.part,
        edge_type=edge_type,
        published=statement.published,
        assertion=statement.assertion,
        text=text_of(statement, vocabulary, names),
        note=statement.note,
        hash=statement_hash(statement),
        **own,
    )


def text_of(statement: Statement, vocabulary: Vocabulary, names: Mapping[str, str]) -> str:
    """The sentence that the source gives, or one made of the actors' names and the verb."""
    return statement.text or sentence(statement, vocabulary, names)


def edge_drafts(statement: Statement, vocabulary: Vocabulary, actor_of: Callable[[str], str]) -> list[EdgeDraft]:
    """The edges of one statement: one for each pair of different actors on its two sides (two refs may stand for one actor)."""
    if isinstance(statement, Tie):
        return [_tie_edge(statement)]
    action = vocabulary.actions[statement.action]
    pairs = [(a, b) for a in statement.having("source") for b in statement.having("target") if actor_of(a.record) != actor_of(b.record)]
    return [_event_edge(statement, action, a, b, share=1 / len(pairs)) for a, b in pairs]


def participant_rows(event: Event) -> list[dict[str, Any]]:
    """One row for each participant: role, ref, relationship type and its properties."""
    return [
        {
            "ref": party.record,
            "role": party.role,
            "type": ROLE_TYPES[party.role],
            "properties": _present(
                role=party.role, words=party.role_words, magnitude=party.magnitude, inferred=party.inferred, record=party.record
            ),
        }
        for party in event.participants
    ]


def _event_clocks(event: Event, action: ActionType) -> dict[str, Any]:
    return {
        "action": event.action,
        "date": event.date.first,
        "date_to": event.date.last,
        "end_date": event.end.first if event.end else None,
        "end_date_to": event.end.last if event.end else None,
        "status": event.status,
        "rung": action.rung if event.rung is None else event.rung,
    }


def _event_node(event: Event, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        **_event_clocks(event, vocabulary.actions[event.action]),
        "rung_reason": event.rung_reason,
        "quote": event.quote,
        "magnitude": event.magnitude,
        "unit": event.unit,
        **event.said,
    }


def _tie_clocks(tie: Tie) -> dict[str, Any]:
    """A tie holds from the earliest day it may have begun to the latest it may have ended; open where the source says nothing."""
    return {"valid_from": tie.valid_from.first if tie.valid_from else None, "valid_to": tie.valid_to.last if tie.valid_to else None}


def _event_edge(event: Event, action: ActionType, source: Participant, target: Participant, share: float) -> EdgeDraft:
    organs = event.having("organ")
    properties = (
        _edge_base(event, source.record, target.record)
        | _event_clocks(event, action)
        | {
            "share": share,
            "magnitude": target.magnitude,
            "organ": organs[0].record if organs else None,
            "target_role": target.role_words,
            "target_inferred": target.inferred or None,
            **event.said,
        }
    )
    return EdgeDraft(action.edge_type, source.record, target.record, _present(**properties))


def _tie_edge(tie: Tie) -> EdgeDraft:
    properties = _edge_base(tie, tie.source, tie.target) | _tie_clocks(tie)
    return EdgeDraft(tie.type, tie.source, tie.target, _present(**properties))


def _edge_base(statement: Statement, source: str, target: str) -> dict[str, Any]:
    return {
        "id": f"{statement.id}:{_local(source, statement.dataset)}:{_local(target, statement.dataset)}",
        "statement": statement.id,
        "assertion": statement.assertion,
        "published": statement.published,
        "from_record": source,
        "to_record": target,
        "dataset": statement.dataset,
        "content_hash": statement_hash(statement),
    }


def _local(ref: str, dataset: str) -> str:
    return ref.removeprefix(f"{dataset}:")


def _present(**properties: Any) -> dict[str, Any]:
    """Without what is not there: a missing property and an empty one are one thing in the graph."""
    return {key: value for key, value in properties.items() if not _absent(value)}


def _absent(value: Any) -> bool:
    """0 is there: a rung, a size, the low end of "remote chance". It equals False, so a comparison would drop it."""
    return value is None or value is False or (isinstance(value, str | list | tuple | Mapping) and not value)


def _canonical(value: Any, without: frozenset[str] | set[str] = frozenset()) -> Any:
    if isinstance(value, Span | date):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        # What is absent does not count, so that a field new to the model leaves the hashes of old graphs as they are.
        inner = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in without}
        return {key: _canonical(item) for key, item in inner.items() if not _absent(item)}
    if isinstance(value, Mapping):
        return {str(key): _canonical(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    return value
