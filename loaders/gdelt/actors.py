"""Who stands behind an actor code of GDELT: a state, a group or an organisation, or nobody that can be named. No rows here."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from graph.model import Citation, Record, Source, Tie
from loaders._streams.parties import Party
from loaders.states import ActorCode, Other, State, resolve_actor_code, states

DATASET_ID: Final = "gdelt"
ORGANS: Final = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "SPY"})
"""Roles in which a state acts itself."""

CODES: Final = Source(
    id=f"{DATASET_ID}:actor-codes",
    title="CAMEO actor codes as GDELT uses them",
    publisher="The GDELT Project",
    reliability="B",
)
_NOBODY: Final = {
    "role": "a role without a state",
    "region": "a region",
    "generic": "no actor by name, only a kind of actors",
    "religion": "a religion",
    "ethnic": "a people",
    "city": "a city",
}


@dataclass(slots=True)
class Parties:
    """Parties by code, and by day where the code meant another state on another day. Made anew for each load."""

    known: dict[str, Party] = field(default_factory=dict)

    def party(self, key: str) -> Party:
        """Of a key that `key_of` made: a code, or a code and a day (`SRBBUS@2005-01-01`)."""
        if key not in self.known:
            code, _, day = key.partition("@")
            self.known[key] = _party(code, datetime.date.fromisoformat(day) if day else None)
        return self.known[key]


@cache
def codes_of_several() -> tuple[str, ...]:
    """Codes that more than one state has had: only for these does the day matter."""
    borne = Counter(code for state in states() for code in state.codes.get("cameo", ()))
    return tuple(sorted(code for code, bearers in borne.items() if bearers > 1))


def _party(code: str, on: datetime.date | None) -> Party:
    if not code:
        return Party("", skip="is empty")
    found = resolve_actor_code(code, "gdelt", on)
    part = _telling(found)
    if found.state is None:
        return _without_state(part, found.role)
    if part is None or part.code in ORGANS:
        return Party(f"{DATASET_ID}:{found.state.code}", part.name if part else "", items=(found.state.record(DATASET_ID),))
    if part.kind == "unknown":
        return Party("", skip="has a code that CAMEO does not list")
    return _of_state(code, found, found.state, dated=on is not None)


def _telling(found: ActorCode) -> Other | None:
    """The part that says what the actor is: a role before a named body, both before anything else."""
    for kinds in (("role",), ("group", "organization")):
        if part := next((other for other in found.others if other.kind in kinds), None):
            if found.state is None and kinds == ("role",):
                continue
            return part
    return found.others[0] if found.others else None


def _without_state(part: Other | None, role: str) -> Party:
    if part is None or part.kind not in ("group", "organization"):
        return Party("", skip=f"is {_NOBODY.get(part.kind if part else '', 'no code that CAMEO lists')}")
    kind = "Group" if part.kind == "group" else "Organization"
    ref = f"{DATASET_ID}:{part.code}"
    return Party(ref, role, items=(Record(id=ref, kind=kind, name=part.name, codes={"cameo_actor": part.code}),))


def _of_state(code: str, found: ActorCode, state: State, *, dated: bool) -> Party:
    """Business, opposition, media ... of a state: a group of its own, that folds to the state by its tie."""
    # The same code of another state on another day is another group.
    local = f"{code}.{state.code}" if dated else code
    ref = f"{DATASET_ID}:{local}"
    words = ", ".join(other.name for other in found.others)
    named = any(other.kind in ("group", "organization") for other in found.others)
    name = f"{words[0].upper()}{words[1:]} ({state.name})"
    record = Record(id=ref, kind="Group", name=name, codes={"cameo_actor": code}, unnamed=not named)
    tie = Tie(
        id=f"{ref}-of-{state.code}",
        dataset=DATASET_ID,
        type="NATIONAL_OF",
        source=ref,
        target=f"{DATASET_ID}:{state.code}",
        citations=(Citation(source=CODES.id, credibility="1"),),
        part="actors",
    )
    return Party(ref, items=(CODES, state.record(DATASET_ID), record, tie))
