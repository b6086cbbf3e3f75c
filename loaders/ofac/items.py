"""An entry of an OFAC list as items of the graph: the party, its listings and delistings, its ties. Reads no files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Final

from graph.dates import Span
from graph.model import Citation, Claim, Event, Item, Participant, Record, Source, Tie
from loaders._lists.countries import States
from loaders._lists.kinds import body_kind
from loaders._lists.series import Stay
from loaders.ofac.party import Party
from loaders.ofac.roll import Roll

ID: Final = "ofac"
FOUNDED: Final = date(1950, 12, 1)
TITLES: Final = {
    "sdn": "Specially Designated Nationals and Blocked Persons List (SDN)",
    "cons": "Consolidated Sanctions List (non-SDN)",
}
USA: Final = States(ID).known("United States")
OFAC: Final = Record(id=f"{ID}:OFAC", kind="Agency", name="Office of Foreign Assets Control", aliases=("OFAC",))
LISTS: Final = Source(id=f"{ID}:lists", title="OFAC sanctions lists", publisher="Office of Foreign Assets Control", reliability="A")
ORGAN: Final = Tie(
    id=f"{ID}:OFAC-part-of-USA",
    dataset=ID,
    type="PART_OF",
    source=OFAC.id,
    target=USA.id,
    citations=(Citation(source=LISTS.id, credibility="1"),),
    part="organ",
)
_UNKNOWN_DAY: Final = (
    "On the first list that was given, so listed on an unknown day before; December 1950, when OFAC was founded, is the earliest."
)
_UNDATED: Final = (
    "The list gives no day: the file was written on the last day of the span, and December 1950, when OFAC was founded, is the earliest."
)


@dataclass(slots=True)
class Teller:
    """Tells the entries of one list."""

    roll: Roll
    state_of: States
    _records: dict[str, Record] = field(default_factory=dict)

    def ref(self, number: str) -> str:
        """The non-SDN list has records of its own: sixty parties stand on both lists under one number, and each list tells its own."""
        return f"{ID}:{number}" if self.roll.which == "sdn" else f"{ID}:{self.roll.which}-{number}"

    def record(self, number: str) -> Record:
        if number not in self._records:
            self._records[number] = self._record(self.roll.parties[number])
        return self._records[number]

    def _record(self, party: Party) -> Record:
        remarks = self.roll.remarks[party.number]
        weak = tuple(name for name in dict.fromkeys((*party.weak_aliases, *remarks.weak_aliases)) if name)
        notes = [party.title, f"Weak aliases: {'; '.join(weak)}" if weak else "", self._unplaced(party)]
        person = party.kind_word == "individual"
        return Record(
            id=self.ref(party.number),
            kind="Person" if person else body_kind(party.name, remarks.said_type, party.remarks),
            name=party.name,
            # OFAC's number is one party's on both of its lists.
            actor="" if self.roll.which == "sdn" else f"{ID}:{party.number}",
            aliases=tuple(alias for alias in party.aliases if alias != party.name),
            codes={ID: party.number},
            description=". ".join(note for note in notes if note),
            born=remarks.born if person else (),
            registrations=() if person else remarks.registrations,
        )

    def _unplaced(self, party: Party) -> str:
        """Countries that make no tie are still what the list says."""
        if party.kind_word == "individual":
            unknown = [name for name in self._nationalities(party) if self.state_of(name) is None]
            return f"Nationality as listed: {'; '.join(unknown)}" if unknown else ""
        if not party.countries or self._seat(party):
            return ""
        return f"Addresses in: {'; '.join(party.countries)}"

    def source(self, index: int) -> Source:
        day = self.roll.series.days[index]
        label = str(day) if day else "undated"
        return Source(
            id=f"{ID}:list-{self.roll.which}-{label.replace('..', '-')}",
            title=f"{TITLES[self.roll.which]}, {label}",
            publisher="Office of Foreign Assets Control",
            published=day,
            reliability="A",
        )

    def items(self, number: str) -> tuple[Item, ...]:
        """All that the list says of an entry, with whatever its statements refer to."""
        stays = self.roll.series.stays[number]
        snapshots = sorted({index for stay in stays for index in (stay.first, stay.gone, stay.last) if index is not None})
        sources = [self.source(index) for index in snapshots]
        told = [event for position, stay in enumerate(stays) for event in self._stay(number, position, stay)]
        ties = list(self._ties(number))
        others = {tie.target for tie in ties}
        return (USA, OFAC, *sources, self.record(number), *self._met(number, others), *told, *ties)

    def _met(self, number: str, refs: set[str]) -> Iterator[Record]:
        """Records at the other ends of the ties: their own rows may stand later in the list."""
        party = self.roll.parties[number]
        for name in (*self._nationalities(party), *party.countries):
            state = self.state_of(name)
            if state and state.id in refs:
                refs.discard(state.id)
                yield state
        for _, other in self.roll.linked(number):
            if other and self.ref(other) in refs:
                refs.discard(self.ref(other))
                yield self.record(other)

    def _stay(self, number: str, position: int, stay: Stay) -> Iterator[Event]:
        came, went = self.roll.series.came(stay), self.roll.series.went(stay)
        key = f"{ID}:{self.roll.which}-{number}" + (f"-{position + 1}" if position else "")
        date_, basis, note = self._listed(number, stay, came)
        act = partial(
            Event,
            dataset=ID,
            participants=(
                Participant(record=USA.id, role="source"),
                Participant(record=OFAC.id, role="organ"),
                Participant(record=self.ref(number), role="target"),
            ),
            assertion="asserted_by_actor",
            part=self.roll.which,
        )
        yield act(
            id=key,
            action="sanction_individual" if self.roll.parties[number].kind_word == "individual" else "sanction",
            date=date_,
            end=went,
            status="ended" if went else "in_force",
            citations=self._cited(stay.first),
            published=self._published(stay.first),
            note=note,
            said=self._said(number, basis),
        )
        if went and stay.gone is not None:
            yield act(
                id=f"{key}-lifted",
                action="sanction_lifted",
                date=went,
                status="executed",
                citations=self._cited(stay.gone),
                published=self._published(stay.gone),
                note=f"On the list of {self.roll.series.day(stay.last)}, no longer on that of {self.roll.series.day(stay.gone)}.",
                said=self._said(number, "between two lists"),
            )

    def _listed(self, number: str, stay: Stay, came: Span | None) -> tuple[Span, str, str]:
        """The days, how they are known, and a note."""
        day = self.roll.series.days[stay.first]
        last = day.last if day else self.roll.files[stay.first].written
        span = came or Span(min(FOUNDED, last), last)
        given = [listed for listed in self.roll.remarks[number].listed if span.first <= listed <= span.last]
        # On the SDN list these days are of directives under the other list.
        if given and self.roll.which == "cons":
            return Span.day(min(given)), "given", "The day is the first 'Listing Date' that the entry's remarks give."
        if came and stay.before is not None:
            before = self.roll.series.day(stay.before)
            return span, "between two lists", f"Not on the list of {before}, on that of {self.roll.series.day(stay.first)}."
        return span, "before the first list", _UNKNOWN_DAY if day else _UNDATED

    def _said(self, number: str, basis: str) -> dict[str, str | int | float]:
        programmes = "; ".join(self.roll.parties[number].programmes)
        said = {"programme": programmes, "list": self.roll.which.upper(), "ent_num": number, "date_basis": basis}
        return {key: value for key, value in said.items() if value}

    def _cited(self, index: int) -> tuple[Citation, ...]:
        return (Citation(source=self.source(index).id, date=self.roll.series.days[index], credibility="1"),)

    def _published(self, index: int) -> date | None:
        day = self.roll.series.days[index]
        return day.last if day else None

    def _ties(self, number: str) -> Iterator[Tie]:
        party = self.roll.parties[number]
        if party.kind_word == "individual":
            states = {state.id: state for name in self._nationalities(party) if (state := self.state_of(name))}
            for state in states.values():
                yield self._tie(number, "NATIONAL_OF", state.id)
        elif seat := self._seat(party):
            yield self._tie(number, "HEADQUARTERED_IN", seat.id)
        yield from self._links(number)

    def _links(self, number: str) -> Iterator[Tie]:
        """OFAC says who is linked to whom: its word, not a fact that we could confirm."""
        found = dict.fromkeys(other for _, other in self.roll.linked(number) if other and self.is_linkable(number, other))
        for other in found:
            tie = self._tie(number, "LINKED_TO", self.ref(other))
            index = self.roll.series.told_in(number)
            claim = Claim(
                id=f"{tie.id}:USA", claimant=USA.id, stance="claimed", date=self.roll.series.days[index], source=self.source(index).id
            )
            yield replace(tie, published=self._published(index), assertion="alleged", claims=(claim,))

    def is_linkable(self, number: str, other: str) -> bool:
        return other != number and self.roll.parties[other].is_actor

    def _tie(self, number: str, type_: str, target: str) -> Tie:
        return Tie(
            id=f"{ID}:{self.roll.which}-{number}-{type_.lower().replace('_', '-')}-{target.removeprefix(f'{ID}:')}",
            dataset=ID,
            type=type_,
            source=self.ref(number),
            target=target,
            citations=self._cited(self.roll.series.told_in(number)),
            part=self.roll.which,
        )

    def _nationalities(self, party: Party) -> Sequence[str]:
        return tuple(dict.fromkeys((*party.nationalities, *self.roll.remarks[party.number].nationalities)))

    def _seat(self, party: Party) -> Record | None:
        """The state of a body's addresses where they name one state only: the list does not say which of several is the seat."""
        states = [self.state_of(name) for name in party.countries]
        return states[0] if states and len({state.id if state else "" for state in states}) == 1 else None
