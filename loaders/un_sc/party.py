"""An entry of the UN's list as a party: names, day of listing, states, and the other entries that it refers to. Reads no files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element

from graph.dates import Span
from graph.errors import Place
from graph.ingest.rows import Reject
from graph.model import Record, Source
from loaders._lists.countries import States
from loaders._lists.kinds import body_kind
from loaders._lists.markup import text_of, texts_of
from loaders._lists.particulars import years_of
from loaders._lists.parties import Lister, Listing, Party

ID: Final = "un_sc"
PUBLISHER: Final = "United Nations Security Council"
UN: Final = Record(id=f"{ID}:UN", kind="Organization", name="United Nations", aliases=("UN",))
COUNCIL: Final = Record(
    id=f"{ID}:UNSC", kind="Organization", name="United Nations Security Council", aliases=("UN Security Council", "UNSC")
)
FOUNDED: Final = date(1945, 10, 24)
LISTER: Final = Lister(
    dataset=ID,
    part="list",
    actor=UN,
    organs=(COUNCIL,),
    about=Source(id=f"{ID}:charter", title="Charter of the United Nations, Chapter V", publisher="United Nations", reliability="A"),
)
_NAMES: Final = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_MISSING: Final = frozenset({"", "na", "n/a"})
_REFERENCE: Final = re.compile(r"\b[A-Z]{2}[ie]\.\d{3,4}\b", re.ASCII)
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def party_of(entry: Element, place: Place, states: States) -> Party | Reject:
    """All that an entry says; of a birth only the year; papers and addresses of persons stay in the file."""
    reference, name = text_of(entry, "REFERENCE_NUMBER"), _name(entry)
    if not re.fullmatch(r"[A-Za-z]{2,4}\.?[\w.-]{1,20}", reference, re.ASCII):
        return Reject(
            Place(place.file, place.line, "REFERENCE_NUMBER"), "an entry needs its permanent reference number", "CDi.001", reference[:40]
        )
    if not name:
        return Reject(Place(place.file, place.line, "FIRST_NAME"), "an entry without a name", "", reference)
    day = _day(text_of(entry, "LISTED_ON"))
    if day is None:
        shown = text_of(entry, "LISTED_ON")[:20]
        return Reject(Place(place.file, place.line, "LISTED_ON"), f"{shown!r} is no day of listing", "YYYY-MM-DD, since 1945")
    person = entry.tag == "INDIVIDUAL"
    strong, weak = _aliases(entry)
    return Party(
        key=reference,
        kind="Person" if person else body_kind(name),
        name=name,
        aliases=strong,
        weak_aliases=weak,
        codes={"un_ref": reference} | ({"un_dataid": dataid} if (dataid := text_of(entry, "DATAID")) else {}),
        notes=(*_told(entry, "TITLE/VALUE"), *_told(entry, "DESIGNATION/VALUE"), _unplaced(entry, states)),
        states=tuple(state for value in _told(entry, "NATIONALITY/VALUE") if person and (state := states(value))),
        seat=None if person else _seat(entry, states),
        listings=(_listing(entry, reference, day, person=person),),
        links=dict(_links(entry, reference)),
        born=years_of("; ".join(" to ".join(texts_of(birth, "*")) for birth in entry.iterfind("INDIVIDUAL_DATE_OF_BIRTH"))),
    )


def _listing(entry: Element, reference: str, day: Span, *, person: bool) -> Listing:
    return Listing(
        key="",
        action="sanction_individual" if person else "sanction",
        organ=COUNCIL,
        day=day,
        earliest=FOUNDED,
        said={
            "list": text_of(entry, "UN_LIST_TYPE"),
            "un_ref": reference,
            "last_updated": max(texts_of(entry, "LAST_DAY_UPDATED/VALUE"), default="")[:10],
        },
    )


def _name(entry: Element) -> str:
    return " ".join(part for column in _NAMES if (part := text_of(entry, column)).casefold() not in _MISSING)


def _aliases(entry: Element) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Good ones, former names and the name in its own script; those that the list calls of low quality apart."""
    strong, weak = [text for text in (text_of(entry, "NAME_ORIGINAL_SCRIPT"),) if text], list[str]()
    for alias in (*entry.iterfind("INDIVIDUAL_ALIAS"), *entry.iterfind("ENTITY_ALIAS")):
        name = text_of(alias, "ALIAS_NAME")
        if name.casefold() not in _MISSING:
            (weak if text_of(alias, "QUALITY").casefold() == "low" else strong).append(name)
    return tuple(dict.fromkeys(strong)), tuple(dict.fromkeys(weak))


def _day(text: str) -> Span | None:
    """`2012-12-31`, or with a zone behind it (`2012-12-31-05:00`)."""
    try:
        day = Span.parse(re.sub(r"(?<=^\d{4}-\d\d-\d\d)(?:[T+-].*|Z)$", "", text))
    except ValueError:
        return None
    return day if day.first >= FOUNDED else None


def _told(entry: Element, path: str) -> tuple[str, ...]:
    return tuple(value for value in texts_of(entry, path) if value.casefold() not in _MISSING)


def _countries(entry: Element) -> tuple[str, ...]:
    return _told(entry, "ENTITY_ADDRESS/COUNTRY")


def _seat(entry: Element, states: States) -> Record | None:
    """The state of a body's addresses where they name one state only: the list does not say which of several is the seat."""
    found = [states(name) for name in _countries(entry)]
    return found[0] if found and len({state.id if state else "" for state in found}) == 1 else None


def _unplaced(entry: Element, states: States) -> str:
    """Countries that make no tie are still what the list says."""
    if entry.tag == "INDIVIDUAL":
        unknown = [name for name in _told(entry, "NATIONALITY/VALUE") if states(name) is None]
        return f"Nationality as listed: {'; '.join(unknown)}" if unknown else ""
    countries = _countries(entry)
    return f"Addresses in: {'; '.join(countries)}" if countries and _seat(entry, states) is None else ""


def _links(entry: Element, own: str) -> Iterator[tuple[str, str]]:
    """Other entries by their reference numbers, with the sentence that names them."""
    told = set[str]()
    for sentence in _SENTENCE.split(text_of(entry, "COMMENTS1")):
        for reference in _REFERENCE.findall(sentence):
            if reference != own and reference not in told:
                told.add(reference)
                yield reference, sentence
