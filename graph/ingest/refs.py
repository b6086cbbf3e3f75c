"""What entries refer to, and whether it is there. Decided before anything of an entry is written; nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.ingest.rows import Entry, Reject
from graph.model import Claim, Denial, Event, Participant, Record, Source, Tie


@dataclass(frozen=True, slots=True)
class There:
    """What can be referred to: refs of actors with the actor that each stands for before any merge, sources and statements."""

    actors: Mapping[str, str]
    sources: Collection[str]
    statements: Collection[str]


def sift(entries: Mapping[int, Entry], there: There, trusted: str | None = None) -> tuple[dict[int, Entry], dict[int, Reject]]:
    """Entries all of whose refs lead somewhere, in the graph or in one another, and a reject for each of the others.

    Statement ids that begin with `trusted` are taken on trust: they are looked for when all entries are in.
    """
    kept, rejects = dict(entries), dict[int, Reject]()
    while True:
        known = _with_offered(there, kept.values())
        wrong = {position: fault for position, entry in kept.items() if (fault := _fault(entry, known, trusted))}
        if not wrong:
            return kept, rejects
        # Others may have referred to what these would have brought.
        rejects |= wrong
        kept = {position: entry for position, entry in kept.items() if position not in wrong}


def find(read: Callable[..., list[dict[str, Any]]], actors: Mapping[str, str], sources: set[str], statements: set[str]) -> There:
    """Which of these sources and statements the graph holds; `actors` are known already."""
    hashes = read("stored_hashes", records=[], sources=sorted(sources)) if sources else []
    stored = read("stored_statements", ids=sorted(statements)) if statements else []
    return There(actors, {row["id"] for row in hashes}, {row["id"] for row in stored if row["hash"]})


def actor_refs(entries: Iterable[Entry]) -> set[str]:
    """Every actor that entries refer to."""
    refs: set[str] = set()
    for item in (item for entry in entries for item in entry.items):
        if isinstance(item, Event):
            refs |= {party.record for party in item.participants}
        elif isinstance(item, Tie):
            refs |= {item.source, item.target}
        refs |= {ref for claim in _claims(item) for ref in (claim.claimant, claim.speaker) if ref}
    return refs


def source_refs(entries: Iterable[Entry]) -> set[str]:
    """Every source that entries refer to."""
    refs: set[str] = set()
    for item in (item for entry in entries for item in entry.items):
        if isinstance(item, Event | Tie):
            refs |= {citation.source for citation in item.citations}
        if isinstance(item, Event):
            refs |= {response.source for response in item.responds_to if response.source}
        refs |= {claim.source for claim in _claims(item) if claim.source}
    return refs


def statement_refs(entries: Iterable[Entry]) -> set[str]:
    """Every statement that entries' links (responses and denials) point at."""
    items = [item for entry in entries for item in entry.items]
    answered = {response.event for item in items if isinstance(item, Event) for response in item.responds_to}
    return answered | {item.statement for item in items if isinstance(item, Denial)}


def _claims(item: object) -> Sequence[Claim]:
    if isinstance(item, Denial):
        return (item.claim,)
    return item.claims if isinstance(item, Event | Tie) else ()


def _with_offered(there: There, entries: Collection[Entry]) -> There:
    items = [item for entry in entries for item in entry.items]
    records = {item.id: item.actor or item.id for item in items if isinstance(item, Record)}
    return There(
        # A record that describes an actor already keeps it, so what the graph says goes first.
        records | {actor: actor for actor in records.values()} | dict(there.actors),
        {*there.sources, *(item.id for item in items if isinstance(item, Source))},
        {*there.statements, *(item.id for item in items if isinstance(item, Event | Tie))},
    )


def _fault(entry: Entry, known: There, trusted: str | None) -> Reject | None:
    one = (entry,)
    pointed = {id_ for id_ in statement_refs(one) if trusted is None or not id_.startswith(trusted)}
    missing = actor_refs(one) - known.actors.keys()
    missing |= {ref for ref in source_refs(one) if ref not in known.sources} | {id_ for id_ in pointed if id_ not in known.statements}
    if missing:
        names = ", ".join(sorted(missing))
        return Reject(entry.place, f"names {names}, which neither the files nor the graph hold", "load that dataset first")
    return next((fault for item in entry.items if (fault := _one_actor_twice(entry, item, known.actors))), None)


def _one_actor_twice(entry: Entry, item: object, actors: Mapping[str, str]) -> Reject | None:
    """Two refs can stand for one actor (`GBR` and `state:GBR`): then an act has that actor twice, or against itself."""
    if isinstance(item, Tie) and actors[item.source] == actors[item.target]:
        return Reject(entry.place_of("target"), f"{item.source} and {item.target} are one actor: a tie needs two")
    if not isinstance(item, Event):
        return None
    sides = {"by": item.having("source"), "targets": item.having("target")}
    for column, side in sides.items():
        if twice := _twice(side, actors):
            return Reject(entry.place_of(column), f"{twice} stands twice on one side, under different names", "keep one of them")
    if len({actors[party.record] for side in sides.values() for party in side}) == 1:
        return Reject(entry.place_of("targets"), "an actor cannot be its own only target: both sides are one actor")
    return None


def _twice(side: Sequence[Participant], actors: Mapping[str, str]) -> str:
    seen: set[str] = set()
    for party in side:
        actor = actors[party.record]
        if actor in seen:
            return actor
        seen.add(actor)
    return ""
