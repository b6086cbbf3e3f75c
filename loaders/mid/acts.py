"""The parties to one incident, dispute or dyad as actions: each acts against the other side. No files and no columns here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from graph.dates import Span
from graph.model import Citation, Event, Participant, Record, Source
from loaders.mid.codes import ACTIONS, NO_ACTION
from loaders.mid.files import ID, Part

Said = Mapping[str, str | int]
_WHEN: Final[Mapping[Part, str]] = {
    "incidents": "",
    "dyads": "the state's highest action against the other in these years; MID gives no day",
    "disputes": "the state's highest action in the dispute; MID gives no day",
}


@dataclass(frozen=True, slots=True)
class Party:
    """A state on one side, what it did and when it took part."""

    number: str
    state: Record
    side: str
    code: str
    start: Span
    end: Span
    source: Source
    said: Said = field(default_factory=dict)


@dataclass(slots=True)
class Unit:
    """What is told together: an incident, a dispute or the years of a dyad in which a state did the same.

    `listed` counts the rows of participants, among them those that could not be read.
    """

    id: str
    dispute: str
    part: Part
    said: dict[str, str | int] = field(default_factory=dict)
    listed: int = 0
    parties: dict[tuple[str, str, str, Span, Span], Party] = field(default_factory=dict)

    def add(self, party: Party) -> bool:
        """False where the party stands there already."""
        key = (party.number, party.side, party.code, party.start, party.end)
        return self.parties.setdefault(key, party) is party

    def events(self) -> list[Event]:
        """One action for each group of a side that did the same on the same days, against those of the other side who were there."""
        groups: dict[tuple[str, str, Span, Span], list[Party]] = {}
        for party in self.parties.values():
            if party.code != NO_ACTION:
                groups.setdefault((party.side, party.code, party.start, party.end), []).append(party)
        found, leaders = list[Event](), dict[str, int]()
        for group in sorted(groups.values(), key=_order):
            leader = min(group, key=lambda party: int(party.number))
            if targets := self._targets(group):
                leaders[leader.number] = times = leaders.get(leader.number, 0) + 1
                found.append(self._event(leader, f"-{times}" if times > 1 else "", group, targets))
        return found

    def _targets(self, group: list[Party]) -> list[Record]:
        """Participants of a dispute that lasts for years are there at different times: nobody acts against a state that has left."""
        acting = {party.state.id for party in group}
        there = (
            party.state
            for party in self.parties.values()
            if party.side != group[0].side and party.state.id not in acting and (self.part == "incidents" or _meet(party, group[0]))
        )
        return list({state.id: state for state in there}.values())

    def _event(self, leader: Party, times: str, group: list[Party], targets: list[Record]) -> Event:
        code, dated = ACTIONS[leader.code], self.part == "incidents"
        acting = {party.state.id: party.state for party in group}
        return Event(
            id=f"{ID}:{self.id}-{leader.number}{times}",
            dataset=ID,
            action=code.action,
            date=leader.start if dated else Span(leader.start.first, leader.end.last),
            end=leader.end if dated and leader.end != leader.start else None,
            participants=(*_as("source", acting), *_as("target", [target.id for target in targets])),
            citations=(Citation(source=leader.source.id, credibility="2"),),
            text=f"{_names(acting.values())}: {code.words} against {_names(targets)}",
            assertion="confirmed",
            rung=code.rung,
            rung_reason=code.why,
            note=_WHEN[self.part],
            part=self.part,
            said={**self.said, **leader.said, "mid_action": leader.code},
        )

    def items(self) -> tuple[Record | Source | Event, ...]:
        """The actions with the states and sources that they name; nothing where nobody acts."""
        events = self.events()
        if not events:
            return ()
        named = {party.record for event in events for party in event.participants}
        states = {party.state.id: party.state for party in self.parties.values() if party.state.id in named}
        sources = {party.source.id: party.source for party in self.parties.values()}
        return (*sources.values(), *states.values(), *events)


def _order(group: list[Party]) -> tuple[str, Span, Span, int]:
    return group[0].side, group[0].start, group[0].end, int(group[0].code)


def _meet(one: Party, other: Party) -> bool:
    return one.start.first <= other.end.last and other.start.first <= one.end.last


def _as(role: str, ids: Iterable[str]) -> Iterator[Participant]:
    yield from (Participant(record=id_, role="source" if role == "source" else "target") for id_ in ids)


def _names(states: Iterable[Record]) -> str:
    names = [state.name for state in states]
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
