"""A listed party and its listings as items of the graph, whosever list it is. Reads no files; knows no list's columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from graph.dates import Span
from graph.ingest.validate import MAX_TEXT
from graph.model import Citation, Claim, Event, Item, Participant, Record, Source, Tie

LIFTED: Final = "sanction_lifted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A party under one list or measure. `key` tells it from the party's others and stands in its id.

    `day` is None where the list gives none; then `earliest` is the first day on which it can have happened. `notices` are what published
    it, beside the list itself; `words` are theirs.
    """

    key: str
    action: str
    organ: Record
    earliest: date
    day: Span | None = None
    end: Span | None = None
    said: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Source, ...] = ()
    words: str = ""
    note: str = ""
    rung: int | None = None
    rung_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """What a list says of one party. `states` are those of a person's nationality, `seat` that of a body; `links` name others on the list.

    `source` is what tells of this party in place of the list as a whole.
    """

    key: str
    kind: str
    name: str
    listings: tuple[Listing, ...]
    actor: str = ""
    aliases: tuple[str, ...] = ()
    weak_aliases: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    states: tuple[Record, ...] = ()
    seat: Record | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    source: Source | None = None
    born: tuple[int, ...] = ()
    registrations: tuple[str, ...] = ()

    def record(self, dataset: str) -> Record:
        """Weak aliases, which the lists themselves call too broad to search by, stand in the description only."""
        others = dict.fromkeys(alias for alias in self.aliases if alias and alias != self.name)
        weak = dict.fromkeys(alias for alias in self.weak_aliases if alias and alias != self.name and alias not in others)
        notes = [*self.notes, f"Weak aliases: {'; '.join(weak)}" if weak else ""]
        return Record(
            id=f"{dataset}:{self.key}",
            kind=self.kind,
            name=self.name,
            actor=self.actor,
            aliases=tuple(others),
            codes=self.codes,
            description=shortened(". ".join(note for note in notes if note)),
            born=self.born,
            registrations=self.registrations,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lister:
    """Who lists: its dataset, the actor whose acts the listings are, the organs and what shows that they are its own."""

    dataset: str
    part: str
    actor: Record
    organs: tuple[Record, ...]
    about: Source

    def standing(self) -> tuple[Item, ...]:
        """What holds whoever is listed: the organs are the actor's."""
        return (self.actor, *self.organs, self.about, *(self._organ(organ) for organ in self.organs))

    def _organ(self, organ: Record) -> Tie:
        return Tie(
            id=f"{organ.id}-part-of-{self.actor.id.removeprefix(f'{self.dataset}:')}",
            dataset=self.dataset,
            type="PART_OF",
            source=organ.id,
            target=self.actor.id,
            citations=(Citation(source=self.about.id, credibility="1"),),
            part="organ",
        )

    def listed(self, party: Party, listing: Listing, stay: Told) -> Iterator[Item]:
        """One time on a list: the listing, and the delisting where the party went off again."""
        sources = (*listing.notices, *((stay.source,) if stay.source else ()))
        over = stay.went or (listing.end if listing.end and listing.end.last < stay.latest else None)
        yield from sources
        yield Event(
            id=self._event_id(party, listing, stay),
            dataset=self.dataset,
            action=listing.action,
            date=stay.when,
            end=over or listing.end,
            status="ended" if over else "in_force",
            participants=self._parties(party, listing),
            citations=tuple(_cited(source, words=listing.words if not index else "") for index, source in enumerate(sources)),
            published=stay.published,
            note=" ".join(note for note in (stay.note, listing.note) if note),
            rung=listing.rung,
            rung_reason=listing.rung_reason,
            part=self.part,
            said={key: value for key, value in {**listing.said, "date_basis": stay.basis}.items() if value},
        )
        if stay.went and stay.gone_source:
            yield stay.gone_source
            yield self._lifted(party, listing, stay, stay.went, stay.gone_source)

    def _lifted(self, party: Party, listing: Listing, stay: Told, went: Span, source: Source) -> Event:
        return Event(
            id=f"{self._event_id(party, listing, stay)}-lifted",
            dataset=self.dataset,
            action=LIFTED,
            date=went,
            participants=self._parties(party, listing),
            citations=(_cited(source),),
            published=went.last,
            note="On the list before, no longer on this one.",
            part=self.part,
            said={key: value for key, value in {**listing.said, "date_basis": "between two lists"}.items() if value},
        )

    def _event_id(self, party: Party, listing: Listing, stay: Told) -> str:
        return "-".join(part for part in (f"{self.dataset}:{party.key}", listing.key, stay.number) if part)

    def _parties(self, party: Party, listing: Listing) -> tuple[Participant, ...]:
        return (
            Participant(record=self.actor.id, role="source"),
            Participant(record=listing.organ.id, role="organ"),
            Participant(record=f"{self.dataset}:{party.key}", role="target"),
        )

    def ties(self, party: Party, source: Source, others: Mapping[str, Party]) -> Iterator[Item]:
        """Nationality, seat, and whom the list itself names beside the party: its word, not a fact that we could confirm."""
        for state in {state.id: state for state in party.states}.values():
            yield from (state, self._tie(party, "NATIONAL_OF", state.id, source))
        if party.seat:
            yield from (party.seat, self._tie(party, "HEADQUARTERED_IN", party.seat.id, source))
        for key, words in party.links.items():
            if key in others and key != party.key:
                yield others[key].record(self.dataset)
                yield self._tie(party, "LINKED_TO", f"{self.dataset}:{key}", source, words=words)

    def _tie(self, party: Party, type_: str, target: str, source: Source, words: str = "") -> Tie:
        id_ = f"{self.dataset}:{party.key}-{type_.lower().replace('_', '-')}-{target.removeprefix(f'{self.dataset}:')}"
        claim = Claim(id=f"{id_}:{self.part}", claimant=self.actor.id, stance="claimed", date=source.published, source=source.id)
        linked = type_ == "LINKED_TO"
        return Tie(
            id=id_,
            dataset=self.dataset,
            type=type_,
            source=f"{self.dataset}:{party.key}",
            target=target,
            citations=(_cited(source, words),),
            assertion="alleged" if linked else "confirmed",
            claims=(claim,) if linked else (),
            part=self.part,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """When a party came onto a list and went off it, and what shows so. `number` is empty for its first time, then `2`, `3`, ..."""

    when: Span
    basis: str
    latest: date
    source: Source | None
    published: date | None = None
    note: str = ""
    number: str = ""
    went: Span | None = None
    gone_source: Source | None = None


def shortened(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def _cited(source: Source, words: str = "") -> Citation:
    return Citation(source=source.id, date=source.published, words=shortened(words), credibility="1")
