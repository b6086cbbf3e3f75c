"""Records that a model extracted from the UK list's text (JSON), each held against that text where it is there. Makes no items."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from graph.errors import Place
from graph.ingest.rows import Reject
from loaders.uk_sanctions.party import Listing, Party, day_of, full_name, regime_of
from loaders.uk_sanctions.text import Entry, PublishedText, folded

EXPECTED: Final = (
    "expected: a JSON list of records with groupId, ukSanctionsRef, listedOn and dateDesignated, or {individuals: {data: […]}, …}"
)
_MISSING: Final = {"", "n/a", "null", "none"}
_SPACE: Final = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class Found:
    """A record and the line on which it begins."""

    line: int
    record: dict[str, Any]


def records_of(text: str, name: str) -> Iterator[Found | Reject]:
    """The records of a list, or of the lists under `data`; where the JSON breaks off, a reject says where."""
    starts = [match.end() for match in re.finditer(r'"data"\s*:\s*\[', text)] or [match.end() for match in re.finditer(r"\A\s*\[", text)]
    if not starts:
        yield Reject(Place(name, 1), "this is no list of extracted records", EXPECTED, text[:40])
    for start in starts:
        yield from _elements(text, start, name)


def _elements(text: str, position: int, name: str) -> Iterator[Found | Reject]:
    decoder = json.JSONDecoder()
    while True:
        space = _SPACE.match(text, position)
        position = space.end() if space else position
        if text[position : position + 1] == "]":
            return
        line = text.count("\n", 0, position) + 1
        try:
            value, position = decoder.raw_decode(text, position)
        except (json.JSONDecodeError, RecursionError) as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
            at = error.lineno if isinstance(error, json.JSONDecodeError) else line
            yield Reject(Place(name, at), f"is not JSON: {reason}", "the file may be cut off")
            return
        if isinstance(value, dict) and "groupId" in value:
            yield Found(line, value)
        else:
            yield Reject(Place(name, line), "is no extracted record", EXPECTED, str(value)[:40])


def party_of(found: Found, name: str, published: PublishedText | None, regime: str) -> Party | Reject:
    """The record as a party; a reject where a field is missing or wrong, or where the published text says otherwise."""
    record, line = found.record, found.line
    group, reference = _text(record, "groupId"), "; ".join(sorted(re.findall(r"[A-Z]+\d+", _text(record, "ukSanctionsRef"))))
    if not group.isascii() or not group.isdigit():
        return Reject(Place(name, line, "groupId"), "a record needs its group's number", "digits only", group[:40])
    days: dict[str, date | None] = {}
    for column in ("listedOn", "dateDesignated", "lastUpdated"):
        try:
            days[column] = day_of(_text(record, column))
        except ValueError:
            return Reject(Place(name, line, column), f"{_text(record, column)[:20]!r} is not a day", "DD/MM/YYYY")
    if not (days["listedOn"] or days["dateDesignated"]):
        return Reject(Place(name, line, "dateDesignated"), "a record needs the day of its listing", "DD/MM/YYYY", f"group {group}")
    party = _party(record, group, reference)
    if not party.name:
        return Reject(Place(name, line, "fullName"), "a record without a name", "", f"group {group}")
    under = (published.regime if published else "") or regime or regime_of(reference)
    party.listings[under] = Listing(under, days["listedOn"], days["dateDesignated"], days["lastUpdated"])
    return _held(party, record, Place(name, line), published) if published else _unchecked(party)


def _party(record: dict[str, Any], group: str, reference: str) -> Party:
    body = _text(record, "organizationName")
    given = [_text(record, f"name{number}") for number in range(1, 6)]
    party = Party(group, "entity" if body else "individual", reference=reference)
    party.names = [name for name in (body or full_name(_text(record, "name6"), given),) if name]
    aliases = record.get("aliases")
    party.aliases = [alias.strip() for alias in aliases if isinstance(alias, str) and alias.strip()] if isinstance(aliases, list) else []
    if script := _text(record, "nameNonLatinScript"):
        party.aliases.append(script)
    party.nationalities = [part for part in re.split(r"[;/]", _text(record, "nationality")) if part.strip()]
    address = record.get("address")
    party.countries = [country] if isinstance(address, dict) and (country := _text(address, "country")) else []
    party.position, party.said_type = _text(record, "position"), _text(record, "typeOfEntity")
    party.reasons = _text(record, "statementOfReasons")
    return party


def _unchecked(party: Party) -> Party:
    party.note = "Extracted by a model from the published list; the list's text was not there to check it against."
    return party


def _held(party: Party, record: dict[str, Any], place: Place, published: PublishedText) -> Party | Reject:
    """The record against the text: reference, name and days must agree; an alias that the text does not have is left out and named."""
    entry = published.entries.get(party.group)
    if entry is None:
        return Reject(place, f"group {party.group} is not in the published text ({published.file})", "", party.reference[:20])
    for column, ours, theirs in _pairs(party, record, entry):
        if folded(ours) != folded(theirs):
            reason = f"the record and the published text differ: {ours!r} here, {theirs!r} in {published.file}"
            return Reject(Place(place.file, place.line, column), reason, "the published text counts: correct the record")
    unknown = [alias for alias in party.aliases if folded(alias) not in entry.words]
    party.aliases = [alias for alias in party.aliases if alias not in unknown]
    party.note = f"Extracted by a model, checked against {published.file}."
    if unknown:
        party.note += f" Aliases that the text does not have were left out: {'; '.join(unknown)}."
    if party.reasons and folded(party.reasons) not in entry.words:
        party.note += " The statement of reasons is not word for word that of the text."
    return party


def _pairs(party: Party, record: dict[str, Any], entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Column, our value, the text's value."""
    person = party.kind_word == "individual"
    given = [_text(record, f"name{number}") for number in (1, 2, 3, 4, 5, 6)]
    yield "ukSanctionsRef", party.reference, entry.reference
    yield ("name6" if person else "organizationName"), (" ".join(part for part in given if part) if person else party.name), entry.name
    listing = next(iter(party.listings.values()))
    yield "listedOn", _shown(listing.listed), _shown(entry.listed)
    yield "dateDesignated", _shown(listing.designated), _shown(entry.designated)


def _shown(day: date | None) -> str:
    return day.isoformat() if day else "no day"


def _text(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    plain = " ".join(value.split()) if isinstance(value, str) else str(value) if isinstance(value, int) else ""
    return "" if plain.casefold() in _MISSING else plain
