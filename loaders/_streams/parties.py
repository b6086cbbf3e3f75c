"""Actors that a stream names, as items: a state, a group of a state, or a body of its own. No source's own words here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from graph.model import Citation, Item, Record, Source, Tie
from loaders.states import State, states
from loaders.states.resolve import fold

_LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class Party:
    """`ref` is empty where `skip` says why nobody stands there; `role` are the words for an organ or part of the actor."""

    ref: str
    role: str = ""
    skip: str = ""
    items: tuple[Item, ...] = ()


def of_state(dataset: str, state: State, role: str = "") -> Party:
    return Party(f"{dataset}:{state.code}", role, items=(state.record(dataset),))


def of_group(name: str, state: State | None, listed: Source, *, kind: str = "Group", unnamed: bool = False) -> Party:
    """Somebody who is no state, tied to the state that the source gives, if it gives one. `listed` is the source's list of actors."""
    dataset = listed.id.partition(":")[0]
    local = _slug(name)
    if not local:
        return Party("", skip="has a name without letters")
    if state is None:
        ref = f"{dataset}:{local}"
        return Party(ref, items=(Record(id=ref, kind=kind, name=name, unnamed=unnamed),))
    ref = f"{dataset}:{local}.{state.code}"
    tie = Tie(
        id=f"{ref}-of-{state.code}",
        dataset=dataset,
        type="NATIONAL_OF",
        source=ref,
        target=f"{dataset}:{state.code}",
        citations=(Citation(source=listed.id, credibility="1"),),
        part="actors",
    )
    return Party(ref, items=(listed, state.record(dataset), Record(id=ref, kind=kind, name=name, unnamed=unnamed), tie))


def items_of(parties: Iterable[Party], brought: set[str]) -> tuple[Item, ...]:
    """What these parties need in the graph and no earlier batch brought; `brought` grows by it."""
    items: dict[str, Item] = {}
    for item in (item for party in parties for item in party.items):
        # Denials have no id of their own, and no party has any.
        id_ = str(getattr(item, "id", ""))
        if id_ not in brought:
            items.setdefault(id_, item)
    brought.update(items)
    return tuple(items.values())


@cache
def names_of_several() -> tuple[str, ...]:
    """Names that more than one state has had, as they are written: only for these does the day matter."""
    bearers: dict[str, set[str]] = {}
    for state in states():
        for name in (state.name, *state.names):
            bearers.setdefault(fold(name), set()).add(state.code)
    return tuple(sorted(name for name, codes in bearers.items() if len(codes) > 1))


def _slug(name: str) -> str:
    slug = "-".join(fold(name).split())
    # Two long names that begin alike stay two.
    return slug if len(slug) <= _LONGEST else f"{slug[:_LONGEST]}-{hashlib.sha256(slug.encode()).hexdigest()[:8]}"
