"""Turns the header, sources, actors and ties of a chronology into the model. Actions have a module of their own."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Final, cast

from graph.dates import Span
from graph.errors import Place
from graph.model import Assertion, Citation, Claim, Dataset, Record, Source, Stance, Tie
from graph.vocabulary import UNKNOWN_SCHEME, vocabulary
from loaders.chronology.fields import EntryError, Fields, Scope, Shape, as_text, is_blank
from loaders.chronology.nodes import Listing, Node, Table, Text, shorten

HEADER: Final = Shape("a chronology", ("chronology", "dataset", "title", "publisher", "licence"), ("citation", "url", "redistribute"))
SOURCE: Final = Shape("a source", ("title", "publisher"), ("published", "url", "author", "reliability", "origin"))
CITATION: Final = Shape("a citation", ("source",), ("date", "words", "credibility"))
CLAIM: Final = Shape("a claim", ("by",), ("words", "scheme", "about", "date", "speaker", "quote", "source", "id"))
SPEAKER: Final = Shape("a speaker", ("actor",), ("role",))
_ACTOR_KEYS: Final = ("aliases", "codes", "description")
_TIE_KEYS: Final = ("id", "valid_from", "valid_to", "published", "assertion", "text", "note", "claims", "denials")
SHORT_TIE: Final = Shape("a tie", ("target", "sources"), _TIE_KEYS)
TIE: Final = Shape("a tie", ("source", "type", "target", "sources"), _TIE_KEYS)

_STATE_CODE: Final = re.compile(r"[A-Z]{3}", re.ASCII)
_DATASET_ID: Final = re.compile(r"[a-z][a-z0-9-]*", re.ASCII)
_CODE_SYSTEM: Final = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)

Days = Mapping[str, datetime.date]
"""The publication day of each source of the dataset that is known to the day."""


def actor_shape() -> Shape:
    """An actor's own keys and, as short forms, every type of tie."""
    return Shape("an actor", ("kind", "name"), (*_ACTOR_KEYS, *(name.lower() for name in vocabulary().ties)))


def local_part(ref: str) -> str:
    return ref.rpartition(":")[2]


def slug(*parts: str) -> str:
    return "-".join(re.sub(r"[^a-z0-9]+", "-", local_part(part).lower()).strip("-") for part in parts)


def dataset_of(fields: Fields) -> Dataset:
    if fields.text("chronology") != "1":
        hint = "this program reads version 1: write `chronology: 1`"
        raise fields.wrong("chronology", f"format version {shorten(fields.text('chronology'))!r} is not known", hint)
    if not _DATASET_ID.fullmatch(fields.text("dataset")):
        hint = "it is made of small letters a-z, digits and hyphens, and starts with a letter"
        raise fields.wrong("dataset", f"{shorten(fields.text('dataset'))!r} is not the id of a dataset", hint)
    return described(fields)


def described(fields: Fields) -> Dataset:
    """The dataset that a header describes, of a chronology or of a mapping."""
    return Dataset(
        id=fields.text("dataset"),
        title=fields.text("title"),
        publisher=fields.text("publisher"),
        licence=fields.text("licence"),
        citation=fields.text("citation"),
        url=fields.text("url"),
        redistribute=fields.choice("redistribute", ("free", "non-commercial", "share-alike", "refer")),
    )


def source_of(name: str, fields: Fields) -> Source:
    scope = fields.scope
    origin = scope.refer("source", fields.text("origin", name), fields.place("origin"))
    return Source(
        id=scope.own(name),
        title=fields.text("title"),
        publisher=fields.text("publisher"),
        published=fields.span("published"),
        url=fields.text("url"),
        author=fields.text("author"),
        reliability=fields.text("reliability", "F"),
        origin=origin,
    )


def record_of(name: str, fields: Fields) -> Record:
    kind = fields.text("kind")
    if (kind == "State") != bool(_STATE_CODE.fullmatch(name)):
        hint = "a State's key is its three-letter code (GBR); every other actor's is an id in small letters"
        raise fields.wrong("kind", f"the key `{shorten(name)}` does not suit an actor of kind {shorten(kind)}", hint)
    return Record(
        id=fields.scope.own(name),
        kind=kind,
        name=fields.text("name"),
        actor=f"state:{name}" if kind == "State" else "",
        aliases=fields.texts("aliases"),
        codes=_codes(fields),
        description=fields.text("description"),
    )


def _codes(fields: Fields) -> dict[str, str]:
    if not fields.has("codes"):
        return {}
    node = fields.node("codes")
    if not isinstance(node, Table):
        raise fields.wrong("codes", "`codes` must be a mapping", "write {iso2: GB, wikidata: Q145}")
    codes: dict[str, str] = {}
    for key, value in node.pairs:
        place = Place(fields.scope.file, key.line, f"{fields.column('codes')}.{shorten(key.value)}")
        if key.value in codes:
            raise EntryError(f"`{shorten(key.value)}` stands twice", place, hint="keep one of them")
        if not _CODE_SYSTEM.fullmatch(key.value):
            hint = "small letters, digits and underscores: iso2, cow, wikidata"
            raise EntryError(f"{shorten(key.value)!r} is not the name of a code system", place, hint=hint)
        codes[key.value] = as_text(value, place)
    return codes


def short_ties(actor: Node) -> Iterator[tuple[Text, Node]]:
    """The ties written under an actor: the type in small letters and the tie, once for each tie of a list."""
    names = {name.lower() for name in vocabulary().ties}
    for key, value in actor.pairs if isinstance(actor, Table) else ():
        if key.value in names and not is_blank(value):
            yield from ((key, item) for item in (value.items if isinstance(value, Listing) else (value,)))


def tie_of(fields: Fields, days: Days, type_: str = "", source: str = "") -> Tie:
    """A tie; `type_` and `source` are given where it stands under its actor."""
    scope = fields.scope
    type_ = type_ or fields.text("type")
    source = source or actor_at(fields, "source")
    target = actor_at(fields, "target")
    local = fields.identifier("id") if fields.has("id") else slug(source, type_, target)
    cited = citations_of(fields)
    return Tie(
        id=scope.own(local),
        dataset=scope.dataset,
        type=type_,
        source=source,
        target=target,
        citations=cited,
        valid_from=fields.span("valid_from"),
        valid_to=fields.span("valid_to"),
        published=published_of(fields, cited, days),
        assertion=assertion_of(fields, "confirmed"),
        text=fields.text("text"),
        note=fields.text("note"),
        part=scope.part,
        claims=claims_of(fields, scope.own(local)),
    )


def actor_at(fields: Fields, name: str) -> str:
    return fields.scope.refer("actor", fields.text(name), fields.place(name))


def assertion_of(fields: Fields, default: Assertion) -> Assertion:
    # Whether the word is one of the vocabulary is judged at the write door, for every loader alike.
    return cast(Assertion, fields.text("assertion", default))


def citations_of(fields: Fields) -> tuple[Citation, ...]:
    found = tuple(_citation(node, place, fields.scope) for node, place in fields.listing("sources"))
    if not found:
        raise fields.wrong("sources", "`sources` is empty", "name at least one source")
    return found


def _citation(node: Node, place: Place, scope: Scope) -> Citation:
    if not isinstance(node, Table):
        return Citation(source=scope.refer("source", as_text(node, place), place))
    fields = Fields(node, CITATION, scope, place.column)
    return Citation(
        source=scope.refer("source", fields.text("source"), fields.place("source")),
        date=fields.span("date"),
        words=fields.text("words"),
        credibility=fields.text("credibility", "6"),
    )


def published_of(fields: Fields, cited: tuple[Citation, ...], days: Days) -> datetime.date | None:
    """The day given, else the earliest publication day of the sources, as far as it is known."""
    return fields.day("published") or min((days[cite.source] for cite in cited if cite.source in days), default=None)


def claims_of(fields: Fields, statement: str) -> tuple[Claim, ...]:
    """What stands under `claims` and `denials`; their ids are numbered together, since they share the statement's name."""
    taken: dict[str, int] = {}
    found: list[Claim] = []
    stances: tuple[tuple[str, Stance], ...] = (("claims", "claimed"), ("denials", "denied"))
    for name, stance in stances:
        for node, place in fields.listing(name):
            found.append(_claim(Fields(node, CLAIM, fields.scope, place.column), statement, stance, taken))
    return tuple(found)


def _claim(fields: Fields, statement: str, stance: Stance, taken: dict[str, int]) -> Claim:
    claimant = actor_at(fields, "by")
    speaker, speaker_role = _speaker(fields)
    low, high = _band(fields)
    source = fields.text("source")
    return Claim(
        id=f"{statement}:{_claim_id(fields, claimant, taken)}",
        claimant=claimant,
        stance=stance,
        words=fields.text("words"),
        scheme=fields.text("scheme"),
        low=low,
        high=high,
        date=fields.span("date"),
        about=fields.choice("about", ("attribution", "occurrence")),
        speaker=speaker,
        speaker_role=speaker_role,
        quote=fields.text("quote"),
        source=fields.scope.refer("source", source, fields.place("source")) if source else "",
    )


def _claim_id(fields: Fields, claimant: str, taken: dict[str, int]) -> str:
    if fields.has("id"):
        name = fields.identifier("id")
        if name in taken:
            raise fields.wrong("id", f"another claim of this statement has the id `{name}`", "give it an id of its own")
        taken[name] = 1
        return name
    return numbered(local_part(claimant), taken)


def numbered(base: str, taken: dict[str, int]) -> str:
    """The name, or name-2, name-3 … where it is taken; takes it."""
    name = base
    while name in taken:
        taken[base] += 1
        name = f"{base}-{taken[base]}"
    taken[name] = 1
    return name


def _speaker(fields: Fields) -> tuple[str, str]:
    if not fields.has("speaker"):
        return "", ""
    if isinstance(fields.node("speaker"), Text):
        return actor_at(fields, "speaker"), ""
    speaker = Fields(fields.node("speaker"), SPEAKER, fields.scope, fields.column("speaker"))
    return actor_at(speaker, "actor"), speaker.text("role")


def _band(fields: Fields) -> tuple[float | None, float | None]:
    words, scheme = fields.text("words"), fields.text("scheme")
    bands = vocabulary().bands
    yardsticks = sorted({name for name, _ in bands})
    if not scheme:
        if any((name, " ".join(words.lower().split())) in bands for name in yardsticks):
            hint = f"add `scheme:`, one of {', '.join(yardsticks)}, or {UNKNOWN_SCHEME} where the source names none"
            raise fields.wrong("words", f"{shorten(words)!r} are words of a yardstick, but `scheme` is missing", hint, shorten(words))
        return None, None
    if not words:
        raise fields.wrong("scheme", "`scheme` is given without `words`", "add the words as said, or delete `scheme`")
    if scheme != UNKNOWN_SCHEME and scheme not in yardsticks:
        raise fields.wrong("scheme", f"{shorten(scheme)!r} is not a scheme", f"write one of: {', '.join([*yardsticks, UNKNOWN_SCHEME])}")
    try:
        band = vocabulary().band(words, scheme)
    except KeyError:
        held = sorted({held for name, held in bands if scheme in (name, UNKNOWN_SCHEME)})
        message = f"{shorten(words)!r} are not words of {scheme if scheme != UNKNOWN_SCHEME else 'any yardstick'}"
        raise fields.wrong(
            "words", message, f"its words are: {', '.join(held)}; leave `scheme` out for other words", shorten(words)
        ) from None
    return band.low, band.high


def span_required(fields: Fields, name: str) -> Span:
    span = fields.span(name)
    if span is None:
        raise fields.wrong(name, f"`{name}` is missing", f"add `{name}:`")
    return span
