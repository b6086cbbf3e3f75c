"""From a name or a code to the state that it means on a day. Exact after folding of case, accents and punctuation: never a near miss."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from loaders.states.table import SYSTEMS, State, System, states

_INVERTED = re.compile(r"(?P<head>[^,()]+?)\s*[,(]\s*(?P<tail>.+?\b(?:of|of the))\s*\)?", re.IGNORECASE)


def resolve_name(text: str, on: datetime.date | None = None) -> State | None:
    """The state that goes by this name, in English, on this day; None where the table has none or several that fit.

    `Iran (Islamic Republic of)` and `Korea, Republic of` are turned round. Codes are not names: `NA` and `NO` mean nothing here, while
    abbreviations that people write (USA, UK, UAE, DPRK, USSR) stand in the table.
    """
    bearers = _by_name().get(fold(text), ())
    if not bearers and (match := _INVERTED.fullmatch(text.strip())):
        bearers = _by_name().get(fold(f"{match['tail']} {match['head']}"), ())
    return choose(bearers, on)


def resolve_code(text: str, system: System, on: datetime.date | None = None) -> State | None:
    """The state that has this code in this system on this day. Systems are never mixed: FIPS `CH` is China, ISO `CH` Switzerland.

    `cown` may have leading zeros. Only ISO codes may be in small letters: in CAMEO these mean peoples (`rus` are ethnic Russians).

    Raises:
        ValueError: there is no such system.
    """
    if system not in SYSTEMS:
        raise ValueError(f"{system!r} is not a system of codes: {', '.join(SYSTEMS)}")
    code = text.strip()
    if system in ("iso2", "iso3"):
        code = code.upper()
    elif system == "cown":
        code = code.lstrip("0")
    return choose(_by_code(system).get(code, ()), on)


def choose(bearers: tuple[State, ...], on: datetime.date | None) -> State | None:
    """The one of those that share a name or code that is meant on a day; without a day, the one of today, else the last.

    Where none existed on the day, the only bearer is still what the source calls so: streams code the Soviet republics by today's codes.
    """
    if len(bearers) < 2:
        return bearers[0] if bearers else None
    if on is not None:
        there = [state for state in bearers if state.existed(on)]
    else:
        there = [state for state in bearers if state.living] or [max(bearers, key=lambda state: state.last)]
    return there[0] if len(there) == 1 else None


def fold(text: str) -> str:
    """What two spellings of a name have in common: no case, accents, punctuation or article; `&` is `and`, `St.` is `saint`."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    plain = re.sub(r"\b((?:[a-z]\.){2,})", lambda match: match[1].replace(".", ""), plain.replace("&", " and "))
    words = re.findall(r"\w+", plain.replace("'", "").replace("’", ""))
    return " ".join("saint" if word == "st" else word for word in words if word != "the")


@cache
def _by_name() -> Mapping[str, tuple[State, ...]]:
    return _index((fold(name), state) for state in states() for name in (state.name, *state.names))


@cache
def _by_code(system: System) -> Mapping[str, tuple[State, ...]]:
    return _index((code, state) for state in states() for code in state.codes.get(system, ()))


def _index(pairs: Iterable[tuple[str, State]]) -> Mapping[str, tuple[State, ...]]:
    found: dict[str, dict[str, State]] = {}
    for key, state in pairs:
        found.setdefault(key, {})[state.code] = state
    return MappingProxyType({key: tuple(bearers.values()) for key, bearers in found.items()})
