"""Which homes make one actor, and which id it then has: a function of the homes alone, whatever the order of merges and splits. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

STATE: Final = "state:"


@dataclass(frozen=True, slots=True)
class Home:
    """The id of an actor before any merge, the commit that made it, and its records."""

    id: str
    seq: int
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor as it is now: its id, and the homes that make it."""

    id: str
    homes: tuple[Home, ...]


@dataclass(slots=True)
class Plan:
    """Where homes go: the actor of each that changes, with the one that it leaves."""

    into: dict[str, str] = field(default_factory=dict)
    out_of: dict[str, str] = field(default_factory=dict)
    records: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def move(self, homes: Iterable[Home], before: str, after: str) -> None:
        for home in homes:
            if before != after:
                self.into[home.id], self.out_of[home.id], self.records[home.id] = after, before, home.records

    @property
    def refs(self) -> dict[str, str]:
        """The actor that each ref (a record's id or a home's own) stands for from now on."""
        return {ref: actor for home, actor in self.into.items() for ref in (home, *self.records[home])}


def survivor(homes: Iterable[Home]) -> str:
    """A state's id, else the oldest actor's: ids that others may have written down stay."""
    return min(homes, key=lambda home: (not home.id.startswith(STATE), home.seq, home.id)).id


def merged(groups: Iterable[Iterable[Actor]]) -> Plan:
    """Every group becomes one actor. No actor may stand in two groups."""
    plan = Plan()
    for group in groups:
        actors = list({actor.id: actor for actor in group}.values())
        kept = survivor(home for actor in actors for home in actor.homes)
        for actor in actors:
            plan.move(actor.homes, actor.id, kept)
    return plan


def parted(actor: Actor, homes: Iterable[str]) -> Plan:
    """The given homes become an actor of their own; nothing where they are none of its, or all."""
    chosen = set(homes)
    out = [home for home in actor.homes if home.id in chosen]
    rest = [home for home in actor.homes if home.id not in chosen]
    plan = Plan()
    if out and rest:
        plan.move(out, actor.id, survivor(out))
        plan.move(rest, actor.id, survivor(rest))
    return plan


def actor_of(row: Mapping[str, Any]) -> Actor:
    """From a row of the query identity_groups."""
    records: dict[str, list[str]] = {}
    for record in row["records"]:
        records.setdefault(record["home"], []).append(record["id"])
    return Actor(row["actor"], tuple(Home(home["id"], home["seq"], tuple(records.get(home["id"], ()))) for home in row["homes"]))
