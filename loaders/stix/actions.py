"""What campaigns and dated targeting become: an action of the closed vocabulary, where the source says which. Never a guess."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

from graph.dates import Span
from graph.model import Citation, Event, Item, Participant, Record, Role, Source
from loaders.stix import attack
from loaders.stix.library import Library
from loaders.stix.objects import Thing

_STATED: Final[Mapping[str, re.Pattern[str]]] = {
    "cyber_espionage": re.compile(r"\bespionage (?:operation|campaign|activit|intrusion|attack)", re.IGNORECASE),
    "cyber_disruption": re.compile(r"\btarget and disrupt\b|\bdisruptive (?:cyber )?(?:operation|campaign|attack)", re.IGNORECASE),
    "cyber_destruction": re.compile(r"\bdestructive (?:cyber )?(?:operation|campaign|attack)", re.IGNORECASE),
    "cyber_reconnaissance": re.compile(r"\breconnaissance (?:operation|campaign)", re.IGNORECASE),
}
"""The words by which a source names the kind of action. 'Disrupted' alone is not among them: botnets are disrupted by the police."""

UNSTATED: Final = "campaign: the source does not say what kind of cyber action it was"


@dataclass(frozen=True, slots=True)
class Deeds:
    """The relationships of the campaigns: who each is attributed to, whom it targeted."""

    library: Library
    by: Mapping[str, tuple[Thing, ...]]
    against: Mapping[str, tuple[Thing, ...]]

    @classmethod
    def of(cls, library: Library) -> Deeds:
        ends: dict[str, dict[str, list[Thing]]] = {"attributed-to": {}, "targets": {}}
        for thing in library.things.values():
            told, source = str(thing.data.get("relationship_type")), thing.data.get("source_ref")
            if thing.type == "relationship" and told in ends and isinstance(source, str) and not thing.withdrawn:
                ends[told].setdefault(source, []).append(thing)
        by, against = ({id_: tuple(found) for id_, found in told.items()} for told in ends.values())
        return cls(library, by, against)

    def campaign(self, thing: Thing) -> tuple[Item, ...] | str:
        """A campaign as an event with what it needs, or why it is none."""
        actors, victims = (_actors(self.library, found.get(thing.id, ())) for found in (self.by, self.against))
        if not thing.text("first_seen"):
            return "campaign: undated"
        if not actors:
            return "campaign: attributed to nobody"
        action = stated_action(thing)
        if not action:
            return UNSTATED
        return self._event(thing, action, actors, victims or [_unnamed(self.library, thing)])

    def targeting(self, thing: Thing, source: Record, target: Record) -> tuple[Item, ...] | str:
        """A `targets` relationship as an event, if it has a day and says what was done."""
        if not thing.text("start_time"):
            return "targets: undated, and no dated action without a date"
        action = stated_action(thing)
        return self._event(thing, action, [source], [target]) if action else "targets: " + UNSTATED.partition(": ")[2]

    def _event(self, thing: Thing, action: str, actors: list[Record], victims: list[Record]) -> tuple[Item, ...]:
        keys = ("first_seen", "last_seen") if thing.type == "campaign" else ("start_time", "stop_time")
        start, end = (self._span(thing, key) for key in keys)
        if not start:
            raise thing.wrong(keys[0], f"{keys[0]} is missing")
        if end and end.last < start.first:
            raise thing.wrong(keys[1], f"{thing.text(keys[1])} is before {keys[0]}, {thing.text(keys[0])}")
        ref = self.library.ref(thing)
        makers, claims = self.library.claims(thing, ref)
        sources, citations = evidence(self.library, thing)
        event = Event(
            id=ref,
            dataset=self.library.dataset.id,
            action=action,
            date=start,
            end=end,
            participants=(*_parties(actors, "source"), *_parties(victims, "target")),
            citations=citations,
            published=_published(thing, sources, start) if self.library.is_attack else None,
            assertion="alleged",
            text=thing.text("name") or thing.text("description"),
            quote=attack.plain(thing.text("description")) if thing.type == "campaign" else "",
            part=self.library.parts[thing.id],
            said={"stix": thing.id} | {key: thing.text(key) for key in keys if thing.text(key)},
            claims=claims,
        )
        return (*sources, *_unique(chain(makers, actors, victims)), event)

    def _span(self, thing: Thing, key: str) -> Span | None:
        moment = thing.moment(key)
        if not moment:
            return None
        return attack.month_or_day(moment) if self.library.is_attack else Span.day(moment.date())


def stated_action(thing: Thing) -> str:
    """The action that the object's own words name; nothing where they name none, or several."""
    told = " ".join(thing.text(key) for key in ("name", "objective", "description"))
    found = [action for action, words in _STATED.items() if words.search(attack.plain(told))]
    return found[0] if len(found) == 1 else ""


def evidence(library: Library, thing: Thing) -> tuple[tuple[Source, ...], tuple[Citation, ...]]:
    """The sources of an object: the page and reports of ATT&CK, elsewhere the file's own maker."""
    told = attack.sources_of(thing) if library.is_attack else ()
    found = {source.id: (source, citation) for source, citation in told}
    if not found:
        source = _own(library, thing)
        found = {source.id: (source, Citation(source=source.id))}
    return tuple(source for source, _ in found.values()), tuple(citation for _, citation in found.values())


def _own(library: Library, thing: Thing) -> Source:
    if library.is_attack:
        return Source(
            id=f"{attack.DATASET.id}:attack",
            title="MITRE ATT&CK",
            publisher=attack.DATASET.publisher,
            url=attack.DATASET.url,
            reliability="B",
        )
    maker = library.creator(thing)
    name = maker.name if maker else "an unnamed producer"
    local = maker.id.partition(":")[2] if maker else "unnamed-producer"
    return Source(id=f"{library.dataset.id}:bundle-of-{local}", title=f"STIX objects of {name}", publisher=name)


def _published(thing: Thing, sources: Iterable[Source], start: Span) -> datetime.date | None:
    """The earliest cited report that can be about the campaign; without one, the day on which ATT&CK made the object."""
    days = (source.published.last for source in sources if source.published)
    return min((day for day in days if day >= start.first), default=thing.day("created"))


def _unnamed(library: Library, thing: Thing) -> Record:
    """Whom a campaign targeted, where no object says it: ATT&CK tells it in the text only."""
    return Record(id=f"{library.ref(thing)}-targets", kind="Group", name=f"targets of {thing.text('name', required=True)}", unnamed=True)


def _actors(library: Library, relationships: Iterable[Thing]) -> list[Record]:
    found = []
    for relationship in relationships:
        thing = library.sound(relationship.text("target_ref"))
        record = library.actor(thing) if thing else ""
        if isinstance(record, Record):
            found.append(record)
    return _unique(found)


def _parties(records: Iterable[Record], role: Role) -> list[Participant]:
    return [Participant(record=record.id, role=role) for record in records]


def _unique(records: Iterable[Record]) -> list[Record]:
    return list({record.id: record for record in records}.values())
