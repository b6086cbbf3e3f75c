"""Dyads of states from the bundled chronology, as arrays, without a database: for tests and benches of escalation. No measure here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from graph.escalation.actions import Actions, Dyad, coded_actions, day_number
from graph.ingest.rows import Entry
from graph.model import Event, Record, Tie
from graph.temporal.layout import UNKNOWN_DAY
from graph.vocabulary import vocabulary
from loaders.base import loaders

BUNDLED: Final = Path(__file__).resolve().parents[1] / "loaders" / "chronology" / "bundled"
SIZE_STEP: Final = 3.0


@dataclass(frozen=True)
class Told:
    """One act between two states: the event, its number (eid) and what a pair's own count is."""

    event: Event
    eid: int
    source: str
    target: str
    magnitude: float | None


@dataclass(frozen=True)
class Chronology:
    """Acts between states. An event is one act a pair of states, its eid the event's place; `ids` gives the event of an eid."""

    acts: tuple[Told, ...]
    ids: tuple[str, ...]

    def eid(self, name: str) -> int:
        """The number of an event by its local id."""
        return [one.rpartition(":")[2] for one in self.ids].index(name)

    def name(self, eid: int) -> str:
        return self.ids[eid].rpartition(":")[2]

    def dyad(self, a: str, b: str, *, stated: bool = True) -> Dyad:
        """Both directions between two states; `stated=False` hides what sources say of answers."""
        sides = [[act for act in self.acts if (act.source, act.target) == ends] for ends in ((a, b), (b, a))]
        links = tuple(self.links(*sides)) if stated else ()
        return Dyad(arrays(sides[0]), arrays(sides[1]), (), links, (a, b))

    def links(self, *sides: Iterable[Told], basis: str = "stated") -> Iterable[tuple[int, int]]:
        """Pairs (answer, answered) among these acts."""
        acts = {act.eid: act.event for side in sides for act in side}
        number = {event.id: eid for eid, event in acts.items()}
        for eid, event in acts.items():
            for response in event.responds_to:
                if response.basis == basis and response.event in number:
                    yield eid, number[response.event]

    def pairs(self) -> list[tuple[str, str]]:
        """Unordered pairs of states with an act between them."""
        return sorted({(min(act.source, act.target), max(act.source, act.target)) for act in self.acts})


def read_chronology(path: Path = BUNDLED) -> Chronology:
    """A folder of chronology files, folded to states by its own ties."""
    events: list[Event] = []
    records: dict[str, Record] = {}
    ties: list[Tie] = []
    for load in loaders()["chronology"].read((path,)):
        for row in load.rows:
            assert isinstance(row, Entry), row
            events += [item for item in row.items if isinstance(item, Event)]
            ties += [item for item in row.items if isinstance(item, Tie)]
            records |= {item.id: item for item in row.items if isinstance(item, Record)}
    acts = [act for eid, event in enumerate(events) for act in _between_states(event, eid, records, ties)]
    return Chronology(tuple(acts), tuple(event.id for event in events))


def _between_states(event: Event, eid: int, records: Mapping[str, Record], ties: list[Tie]) -> list[Told]:
    found: dict[tuple[str, str], Told] = {}
    for source in event.having("source"):
        for target in event.having("target"):
            for a in folds(source.record, records, ties):
                for b in folds(target.record, records, ties):
                    if a != b:
                        own = target.magnitude if target.magnitude is not None else event.magnitude
                        found.setdefault((a, b), Told(event, eid, a, b, own))
    return list(found.values())


def folds(record: str, records: Mapping[str, Record], ties: list[Tie]) -> set[str]:
    """The states that an actor stands for, by ties that fold; an organisation of states by its own name."""
    if records[record].kind == "State":
        return {records[record].actor.removeprefix("state:") or record.rpartition(":")[2]}
    ends = [tie.target for tie in ties if tie.source == record and vocabulary().ties[tie.type].folds == "forward"]
    ends += [tie.source for tie in ties if tie.target == record and vocabulary().ties[tie.type].folds == "backward"]
    return {state for end in ends for state in folds(end, records, ties)}


def arrays(acts: list[Told]) -> Actions:
    """Acts of one direction. A pair's share is 1 here: ladders and answers ask for no sums over pairs."""
    events = [act.event for act in acts]
    counts = np.array([np.nan if act.magnitude is None else act.magnitude for act in acts], np.float64)
    rungs = [vocabulary().action(event.action).rung if event.rung is None else event.rung for event in events]
    published = [UNKNOWN_DAY if event.published is None else day_number(event.published) for event in events]
    return coded_actions(
        [event.action for event in events],
        first=[day_number(event.date.first) for event in events],
        last=[day_number(event.date.last) for event in events],
        rung=rungs,
        eid=[act.eid for act in acts],
        confidence=[0.9] * len(acts),
        size=1 + np.log10(np.maximum(1, np.nan_to_num(counts, nan=1))) / SIZE_STEP,
        magnitude=counts,
        unit=[event.unit for event in events],
        published=published,
    )
