"""Actor codes of CAMEO, as GDELT writes them, and actor names of ICEWS, as (state, role). What is no state becomes what it is."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from loaders.states.resolve import choose, fold, resolve_code, resolve_name
from loaders.states.table import State

Scheme = Literal["cameo", "gdelt", "icews"]
OTHERS: Final = Path(__file__).parent / "others.tsv"

_SECTOR = re.compile(r"(?P<role>.+?)\s*\((?P<place>[^()]*(?:\([^()]*\))?)\)")


@dataclass(frozen=True, slots=True)
class Other:
    """A part of an actor code that is no state: a role, region, organization, group, religion, ethnic, generic or unknown."""

    code: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class ActorCode:
    """What an actor code says. `state` with an empty `role` is the state as such; `others` are all parts that are no state."""

    state: State | None
    role: str
    others: tuple[Other, ...] = ()

    @property
    def kind(self) -> str:
        """`state`, or the kind of the first part that says what the actor is."""
        if not self.others:
            return "state" if self.state else "unknown"
        return "role" if self.role else self.others[0].kind


def resolve_actor_code(text: str, scheme: Scheme, on: datetime.date | None = None) -> ActorCode:
    """Read an actor: `USAGOV` in cameo and gdelt (one notation), `Foreign Affairs (Bangladesh)` in icews.

    Raises:
        ValueError: there is no such scheme.
    """
    if scheme == "icews":
        return _icews(text.strip(), on)
    if scheme in ("cameo", "gdelt"):
        return _cameo(text.strip(), on)
    raise ValueError(f"{scheme!r} is not a scheme of actor codes: cameo, gdelt, icews")


def _cameo(text: str, on: datetime.date | None) -> ActorCode:
    """Three characters at a time; the state may stand first (USAGOV) or after what it is (IGOUSA, MNCUSA)."""
    parts = [text[start : start + 3] for start in range(0, len(text), 3)]
    named, others = [], []
    for position, part in enumerate(parts):
        other = _others().get(part)
        # SHN is Saint Helena, but after a religion the Old Shinto School: what can be both is a state in the first place only.
        state = resolve_code(part, "cameo", on) if not (other and position) else None
        if state:
            named.append(state)
        else:
            others.append(other or _unlisted(part))
    # SCGSRB: a dissolved state and the one that took its place; the day, or today, tells which is meant.
    return ActorCode(choose(tuple(dict.fromkeys(named)), on), _role(others), tuple(others))


def _icews(text: str, on: datetime.date | None) -> ActorCode:
    """A state's name, or `sector (state)`. Names of persons and bodies say nothing of their state, nor does the missing value `NA`."""
    if state := resolve_name(text, on):
        return ActorCode(state, "")
    if match := _SECTOR.fullmatch(text):
        place = resolve_name(match["place"], on)
        elsewhere = () if place else (_named(match["place"]),)
        return ActorCode(place, match["role"], (Other("", "role", match["role"]), *elsewhere))
    return ActorCode(None, "", (_named(text),))


def _role(others: list[Other]) -> str:
    return next((other.name for other in others if other.kind == "role"), "")


def _unlisted(part: str) -> Other:
    if re.fullmatch(r"[a-z]{3}", part):
        return Other(part, "ethnic", part)
    if re.fullmatch(r"\d{3}", part):
        return Other(part, "religion", part)
    return Other(part, "unknown", part)


def _named(text: str) -> Other:
    return _others_by_name().get(fold(text), Other("", "unknown" if text in ("", "NA") else "name", text))


@cache
def _others() -> Mapping[str, Other]:
    """What CAMEO's codes in capitals mean that are no state; peoples (small letters) and denominations (numbers) are not listed."""
    lines = OTHERS.read_text("utf-8").splitlines()[1:]
    return MappingProxyType({other.code: other for other in (Other(*line.split("\t")) for line in lines)})


@cache
def _others_by_name() -> Mapping[str, Other]:
    return MappingProxyType({fold(other.name): other for other in _others().values()} | {"international": _others()["INT"]})
