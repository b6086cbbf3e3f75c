"""Who stands behind a name of POLECAT, with its sector, title and country: a state, a group of one, a body, or nobody. No rows here."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from typing import Final

from graph.model import Source
from loaders._streams.parties import Party, of_group, of_state
from loaders.states import State, resolve_actor_code, resolve_code, resolve_name

LISTED: Final = Source(
    id="polecat:actors",
    title="POLECAT's actors, as its coder links them to Wikipedia and to countries",
    publisher="Leidos",
    reliability="C",
)
ORGANS: Final = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "SPY"})
"""Sectors in which a state acts itself."""

SEPARATOR: Final = "\x1f"
_NOBODY: Final = {
    "region": "a region",
    "generic": "no actor by name, only a kind of actors",
    "role": "a role without a state",
    "religion": "a religion",
    "ethnic": "a people",
    "city": "a city",
    "unknown": "missing",
}


@dataclass(slots=True)
class Parties:
    """Parties by name, sector, title, country and, where the name meant another state on another day, day. Made anew for each load."""

    known: dict[str, Party] = field(default_factory=dict)

    def party(self, key: str) -> Party:
        """Of a key that the reader made: the five with `SEPARATOR` between."""
        if key not in self.known:
            name, sector, title, country, day = key.split(SEPARATOR)
            self.known[key] = party(name, sector, title, country, datetime.date.fromisoformat(day) if day else None)
        return self.known[key]


def party(name: str, sector: str, title: str, country: str, on: datetime.date | None = None) -> Party:
    state = resolve_name(name, on)
    if state:
        return of_state("polecat", state, title)
    (other, *_) = resolve_actor_code(name, "icews", on).others
    if other.kind in _NOBODY and other.kind != "role":
        return Party("", skip=f"is {_NOBODY[other.kind]}")
    of = _state_of(country, on)
    if of and sector in ORGANS:
        return of_state("polecat", of, title or name)
    return of_group(name, of, LISTED, kind="Organization" if other.kind == "organization" and not of else "Group")


def _state_of(country: str, on: datetime.date | None) -> State | None:
    """The one state that the country column gives; none where it gives several (`USA|CAN`), for nobody says whose the act is."""
    given = [part.strip() for part in re.split(r"[;|]", country) if part.strip()]
    found = {resolve_code(part, "iso3", on) or resolve_name(part, on) for part in given}
    return found.pop() if len(found) == 1 else None
