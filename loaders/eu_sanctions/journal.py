"""Designations transcribed from acts of the Official Journal (CSV): one row a party under one measure. Columns; no loads."""

from __future__ import annotations

import csv
import hashlib
import re
from dataclasses import replace
from datetime import date
from typing import Final

from graph.dates import Span
from graph.ingest.rows import Reject, Skip
from graph.model import Record, Source
from loaders._lists.countries import States
from loaders._lists.kinds import body_kind
from loaders._lists.parties import Listing, Party
from loaders._lists.snapshots import Seen, Snapshot
from loaders._lists.tables import Line
from loaders.eu_sanctions.acts import COUNCIL, ID, day_of, state_named

REQUIRED: Final = frozenset({"recordid", "programkey", "measure", "startdate", "schema", "name"})
SCHEMAS: Final = {"person": "Person", "company": "Company", "organization": "Organization", "legalentity": ""}
THINGS: Final = frozenset({"vessel", "asset", "airplane"})
_CELEX: Final = re.compile(r"[0-9CE]((?:19|20)\d{2})[A-Z]{1,2}\d{4}(?:\(\d+\))?", re.ASCII)
_MEASURES: Final = {"export control": "entity_listing", "travel ban": "travel_ban"}
"""Other measures (asset freeze, financial and transport restrictions, bans on services and investment) are sanctions as such."""


def row_of(line: Line, snapshot: Snapshot, states: States) -> Reject | Skip | Seen:
    """What a row is; a party that an act puts under two measures has two listings."""
    schema = line["schema"].casefold()
    if schema in THINGS:
        return Skip(line.place, f"{schema}: a thing, not an actor")
    if reject := _wrong(line):
        return reject
    try:
        day = day_of(line["startdate"])
    except ValueError:
        return Reject(replace(line.place, column="startDate"), f"{line['startdate'][:20]!r} is not a day", "D.M.YYYY")
    party = _party(line, day, states)
    told = snapshot.parties.get(party.key)
    if told is None:
        snapshot.parties[party.key] = party
        return Seen(line.place, party.key)
    if any(listing.key == party.listings[0].key for listing in told.listings):
        if told.source != party.source:
            return Seen(line.place, party.key, "told by another act")
        return Reject(line.place, f"{party.key} stands twice under {line['measure']}", "one row a party, act, annex and measure")
    snapshot.parties[party.key] = replace(told, listings=(*told.listings, *party.listings))
    return Seen(line.place, party.key, "further measure of its party")


def act_of(line: Line) -> str:
    """The act that a row was transcribed from: of the two of an amendment, the amending one."""
    return line["amendmentcelex"] or line["celex"]


def _wrong(line: Line) -> Reject | None:
    if not _CELEX.fullmatch(act_of(line)):
        return Reject(replace(line.place, column="celex"), f"{act_of(line)[:40]!r} is no CELEX number", "32019R0796")
    if line["schema"].casefold() not in SCHEMAS:
        return Reject(replace(line.place, column="schema"), f"{line['schema'][:40]!r} is no kind of target", "Person, LegalEntity, Company")
    missing = next((column for column in ("name", "measure", "programkey") if not line[column]), "")
    return Reject(replace(line.place, column=missing), f"a row without its {missing}") if missing else None


def _party(line: Line, day: Span | None, states: States) -> Party:
    kind = SCHEMAS[line["schema"].casefold()] or body_kind(line["name"], line["legalform"], line["registrationnumber"])
    person = kind == "Person"
    seat = None if person else _seat(line, states)
    return Party(
        key=_key(line),
        kind=kind,
        name=line["name"],
        aliases=(*values(line["alias"]), *values(line["previousname"])),
        weak_aliases=values(line["weakalias"]),
        notes=(*values(line["position"]), _unplaced(line, states, person=person)),
        states=_nationalities(line, states) if person else (),
        seat=seat,
        listings=(_listing(line, day, person=person),),
        source=_act_source(act_of(line)),
    )


def _listing(line: Line, day: Span | None, *, person: bool) -> Listing:
    measure = line["measure"]
    action = _MEASURES.get(measure.casefold(), "sanction")
    year = int(act_of(line)[1:5])
    return Listing(
        key=_slug(measure),
        action="sanction_individual" if person and action == "sanction" else action,
        organ=COUNCIL,
        # An amending act lists what it adds, so its year is the listing's; a framework act has been added to ever since.
        day=day or (Span(date(year, 1, 1), date(year, 12, 31)) if line["amendmentcelex"] else None),
        earliest=date(year, 1, 1),
        said={
            "programme": line["programkey"],
            "measure": measure,
            "act": act_of(line),
            "amended_act": line["amendedcelex"],
            "annex": line["annex"],
            "record": line["recordid"],
        },
        words=line["reason"],
    )


def _act_source(celex: str) -> Source:
    return Source(
        id=f"{ID}:{celex}",
        title=f"EU act {celex}",
        publisher="Official Journal of the European Union",
        url=f"https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:{celex}",
        reliability="A",
    )


def _key(line: Line) -> str:
    """Act, annex, the annex's own number and what kind of target; where an annex prints no number, the name stands in for it."""
    framework = line["amendedcelex"] or line["celex"]
    number = _slug(line["recordid"]) or hashlib.sha256(line["name"].encode()).hexdigest()[:12]
    return "-".join(part for part in (framework, re.sub(r"[^\w.]", "", line["annex"]), number, line["schema"].casefold()) if part)


def values(cell: str) -> tuple[str, ...]:
    """`Foo; "Bar; with its own"; Baz`: values of a cell, as the format packs them."""
    try:
        row = next(csv.reader([cell.replace("\n", " ")], delimiter=";", skipinitialspace=True), [])
    except csv.Error:
        row = cell.split(";")
    return tuple(dict.fromkeys(value for part in row if (value := part.strip())))


def _nationalities(line: Line, states: States) -> tuple[Record, ...]:
    told = (part for value in values(line["nationality"]) for part in re.split(r",\s+|\s+and\s+", value))
    return tuple(state for part in told if (state := state_named(part, states)))


def _seat(line: Line, states: States) -> Record | None:
    """Where a body is registered, else the one state in which its addresses end."""
    told = values(line["jurisdiction"]) or values(line["country"]) or tuple(_ends(line))
    found = [state_named(text, states) for text in told]
    named = {state.id: state for state in found if state}
    return next(iter(named.values())) if len(named) == 1 and all(found) else None


def _ends(line: Line) -> list[str]:
    return [address.rsplit(",", 1)[-1].strip() for address in values(line["address"])]


def _unplaced(line: Line, states: States, *, person: bool) -> str:
    """Nationalities and countries that make no tie are still what the act says."""
    told = values(line["nationality"]) if person else (*values(line["jurisdiction"]), *values(line["country"]))
    unknown = [text for text in told if state_named(text, states) is None and not (person and _nationalities(line, states))]
    return f"{'Nationality' if person else 'Country'} as printed: {'; '.join(unknown)}" if unknown else ""


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:60]
