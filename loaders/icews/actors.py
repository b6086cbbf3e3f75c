"""Who stands behind a name of ICEWS, with its sectors and country: a state, a group of one, a body, or nobody. No rows here."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Final

from graph.model import Source
from loaders._streams.parties import Party, of_group, of_state
from loaders.states import Other, State, resolve_actor_code, resolve_name

LISTED: Final = Source(
    id="icews:actors",
    title="ICEWS dictionaries of actors and agents",
    publisher="Lockheed Martin",
    reliability="B",
)
ORGANS: Final = frozenset({"Government", "Executive", "Military", "Police", "Judicial", "Legislative / Parliamentary"})
"""Sectors in which a state acts itself."""

OUT_OF_OFFICE: Final = frozenset({"Opposition Major Party (Out Of Government)"})
IN_OFFICE: Final = frozenset({"Executive", "Military", "Police", "Judicial"})
"""Sectors hold all that somebody ever was. One who was in the opposition counts for the state only where an office is named beside."""

AGAINST: Final = frozenset({"Insurgents", "Rebel", "Separatists", "Unidentified Forces", "Criminals / Gangs", "Organized Violent"})
_INTERGOVERNMENTAL: Final = "International Government Organization"
_NOBODY: Final = frozenset({"unspecified actor", "unspecified", "international government organizations", "non-governmental organizations"})
_KINDS: Final = {
    "region": "a region",
    "generic": "no actor by name, only a kind of actors",
    "role": "a role without a state",
    "religion": "a religion",
    "ethnic": "a people",
    "city": "a city",
    "unknown": "missing",
}
SEPARATOR: Final = "\x1f"


@dataclass(slots=True)
class Parties:
    """Parties by name, sectors, country and, where the name meant another state on another day, day. Made anew for each load."""

    known: dict[str, Party] = field(default_factory=dict)

    def party(self, key: str) -> Party:
        """Of a key that the reader made: the four with `SEPARATOR` between."""
        if key not in self.known:
            name, sectors, country, day = key.split(SEPARATOR)
            self.known[key] = party(name, sectors, country, datetime.date.fromisoformat(day) if day else None)
        return self.known[key]


def party(name: str, sectors: str, country: str, on: datetime.date | None = None) -> Party:
    found = resolve_actor_code(name, "icews", on)
    if found.state and not found.role:
        return of_state("icews", found.state)
    does = frozenset(part.strip() for part in sectors.split(","))
    if found.state:
        return _of(name, found.role, found.state, does, unnamed=True)
    if found.role:
        return _of_body(name, found.role, found.others[-1], does)
    if name.casefold() in _NOBODY:
        return Party("", skip=f"is {_KINDS['generic']}")
    (other,) = found.others
    if other.kind in _KINDS:
        return Party("", skip=f"is {_KINDS[other.kind]}")
    state = resolve_name(country, on) if country else None
    kind = "Organization" if other.kind == "organization" else "Group"
    return _of(name, name, state, does) if state else of_group(name, None, LISTED, kind=kind)


def is_organ(does: frozenset[str]) -> bool:
    """Whether somebody with these sectors acts for the state."""
    if does & AGAINST or not does & ORGANS:
        return False
    return not does & OUT_OF_OFFICE or bool(does & IN_OFFICE)


def _of(name: str, role: str, state: State, does: frozenset[str], *, unnamed: bool = False) -> Party:
    return of_state("icews", state, role) if is_organ(does) else of_group(name, state, LISTED, unnamed=unnamed)


def _of_body(name: str, role: str, body: Other, does: frozenset[str]) -> Party:
    """`Ministry (European Union)` is the Union; `Protester (Google)` somebody whom nobody names, and not Google."""
    if body.kind in _KINDS or body.name.casefold() in _NOBODY:
        return Party("", skip=f"is {_KINDS['role']}")
    if _INTERGOVERNMENTAL not in does or "Social" in does:
        return of_group(name, None, LISTED, unnamed=True)
    plain = of_group(body.name, None, LISTED, kind="Organization" if body.kind == "organization" else "Group")
    return Party(plain.ref, role, items=plain.items)
