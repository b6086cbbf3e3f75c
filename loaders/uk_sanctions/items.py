"""A party of the UK list as items of the graph: the party, its listings and delistings, its state. Reads no files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from graph.dates import Span
from graph.ingest.validate import MAX_TEXT
from graph.model import Citation, Event, Item, Participant, Record, Source, Tie
from loaders._lists.countries import States
from loaders._lists.kinds import body_kind
from loaders.uk_sanctions.party import Listing, Party

ID: Final = "uk_sanctions"
GBR: Final = States(ID).known("United Kingdom")
FCDO: Final = Record(id=f"{ID}:FCDO", kind="Agency", name="Foreign, Commonwealth and Development Office", aliases=("FCDO",))
OFSI: Final = Record(id=f"{ID}:OFSI", kind="Agency", name="Office of Financial Sanctions Implementation", aliases=("OFSI",))
LISTS: Final = Source(id=f"{ID}:lists", title="UK sanctions lists", publisher="HM Treasury and the Foreign Office", reliability="A")
ORGANS: Final = tuple(
    Tie(
        id=f"{organ.id}-part-of-GBR",
        dataset=ID,
        type="PART_OF",
        source=organ.id,
        target=GBR.id,
        citations=(Citation(source=LISTS.id, credibility="1"),),
        part="organ",
    )
    for organ in (FCDO, OFSI)
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What tells of a party: the source, how credible it is there, and the day on which it was published."""

    source: Source
    credibility: str
    published: date | None
    part: str


@dataclass(frozen=True, slots=True)
class Delisting:
    """Between which days a party went off the list, and the list that shows it."""

    days: Span
    last: date
    evidence: Evidence


def items_of(party: Party, evidence: Evidence, states: States, gone: Delisting | None = None) -> tuple[Item, ...]:
    """All that the list says of a party, with whatever its statements refer to."""
    ties = list(_ties(party, evidence, states))
    met = {state.id: state for name in (*party.nationalities, *party.countries) if (state := states(name))}
    sources = [evidence.source, *([gone.evidence.source] if gone else [])]
    events = [event for key, listing in _keys(party) for event in _listing(party, key, listing, evidence, gone)]
    return (GBR, FCDO, OFSI, *sources, _record(party, states), *(met[tie.target] for tie in ties), *events, *ties)


def _record(party: Party, states: States) -> Record:
    person = party.kind_word == "individual"
    weak = [name for name in party.weak_aliases if name != party.name and name not in party.other_names]
    notes = [
        party.position,
        f"Parent company as listed: {party.parent}" if party.parent else "",
        f"Low-quality aliases: {'; '.join(weak)}" if weak else "",
        _unplaced(party, states),
    ]
    return Record(
        id=f"{ID}:{party.group}",
        kind="Person" if person else body_kind(party.name, party.said_type),
        name=party.name,
        aliases=party.other_names,
        codes={"uk_group": party.group}
        | ({"uk": party.reference} if party.reference else {})
        | ({"un_ref": party.un_ref} if party.un_ref else {}),
        description=". ".join(note for note in notes if note),
        born=tuple(party.born) if person else (),
        registrations=() if person else tuple(party.registrations),
    )


def _unplaced(party: Party, states: States) -> str:
    if party.kind_word == "individual":
        unknown = [name for name in party.nationalities if states(name) is None]
        return f"Nationality as listed: {'; '.join(unknown)}" if unknown else ""
    return f"Addresses in: {'; '.join(party.countries)}" if party.countries and not _seat(party, states) else ""


def _keys(party: Party) -> Iterator[tuple[str, Listing]]:
    """A party's listings with their ids: the oldest goes by the group alone, those under other regimes name theirs."""
    for position, listing in enumerate(sorted(party.listings.values(), key=lambda one: (one.listed or one.day, one.regime))):
        slug = re.sub(r"[^a-z0-9]+", "-", listing.regime.casefold()).strip("-")
        yield f"{ID}:{party.group}" + (f"-{slug}" if position else ""), listing


def _listing(party: Party, key: str, listing: Listing, evidence: Evidence, gone: Delisting | None) -> Iterator[Event]:
    organ = FCDO if listing.designated else OFSI
    act = partial(
        Event,
        dataset=ID,
        participants=(
            Participant(record=GBR.id, role="source"),
            Participant(record=organ.id, role="organ"),
            Participant(record=f"{ID}:{party.group}", role="target"),
        ),
        assertion="asserted_by_actor",
        part=evidence.part,
    )
    ended = gone is not None and gone.days.last >= listing.day
    yield act(
        id=key,
        action="sanction_individual" if party.kind_word == "individual" else "sanction",
        date=Span.day(listing.day),
        end=gone.days if gone and ended else None,
        status="ended" if ended else "in_force",
        citations=(_cited(evidence, party.reasons),),
        published=listing.day,
        note=party.note,
        said=_said(party, listing),
    )
    if gone and ended:
        yield act(
            id=f"{key}-lifted",
            action="sanction_lifted",
            date=gone.days,
            status="executed",
            citations=(_cited(gone.evidence, ""),),
            published=gone.evidence.published,
            note=f"On the list of {gone.last}, no longer on that of {gone.evidence.published}.",
            said=_said(party, listing) | {"date_basis": "between two lists"},
        )


def _said(party: Party, listing: Listing) -> dict[str, str | int | float]:
    """The list's own words; the day that does not count is kept here."""
    said = {
        "regime": listing.regime,
        "uk_ref": party.reference,
        "group_id": party.group,
        "date_basis": "given: Date Designated" if listing.designated else "given: Listed On",
        "listed_on": listing.listed.isoformat() if listing.listed else "",
        "date_designated": listing.designated.isoformat() if listing.designated else "",
        "last_updated": listing.updated.isoformat() if listing.updated else "",
    }
    return {key: value for key, value in said.items() if value}


def _cited(evidence: Evidence, words: str) -> Citation:
    shortened = words if len(words) <= MAX_TEXT else words[: MAX_TEXT - 1] + "…"
    day = Span.day(evidence.published) if evidence.published else None
    return Citation(source=evidence.source.id, date=day, words=shortened, credibility=evidence.credibility)


def _ties(party: Party, evidence: Evidence, states: States) -> Iterator[Tie]:
    if party.kind_word == "individual":
        found = {state.id: state for name in party.nationalities if (state := states(name))}
        for state in found.values():
            yield _tie(party, "NATIONAL_OF", state, evidence)
    elif seat := _seat(party, states):
        yield _tie(party, "HEADQUARTERED_IN", seat, evidence)


def _tie(party: Party, type_: str, state: Record, evidence: Evidence) -> Tie:
    return Tie(
        id=f"{ID}:{party.group}-{type_.lower().replace('_', '-')}-{state.id.removeprefix(f'{ID}:')}",
        dataset=ID,
        type=type_,
        source=f"{ID}:{party.group}",
        target=state.id,
        citations=(_cited(evidence, ""),),
        part=evidence.part,
    )


def _seat(party: Party, states: States) -> Record | None:
    """The state of a body's addresses where they name one state only: the list does not say which of several is the seat."""
    found = [states(name) for name in party.countries]
    return found[0] if found and len({state.id if state else "" for state in found}) == 1 else None
