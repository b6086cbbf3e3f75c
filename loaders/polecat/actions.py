"""From a type and mode of POLECAT to an action of the vocabulary. No rows and no actors here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from graph.vocabulary import vocabulary

_ALIKE: Final = MappingProxyType(
    {
        # What is given back is released: the vocabulary's mode covers people and property.
        "retreat/return": "plover:RETREAT/release",
        # CAMEO 1722, a ban of parties or politicians, stands with the administrative restrictions there.
        "coerce/ban": "plover:COERCE/restrict",
        "threaten/ban": "plover:THREATEN/restrict",
        # The table of scores calls it targeted.
        "assault/assassinate": "plover:ASSAULT/targeted",
        # As CAMEO 202 and 203: these modes have no score of their own.
        "assault/massacre": "plover:ASSAULT",
        "assault/cleansing": "plover:ASSAULT",
        "assault/execute": "plover:ASSAULT",
        # An attack of which the coder could not tell the attacker from the attacked.
        "assault/sideab": "plover:ASSAULT",
    }
)
"""Modes of POLECAT that the vocabulary has under another name, or only as their type."""


@cache
def actions() -> Mapping[str, str]:
    """`type/mode` or `type`, in small letters, to the code of the action."""
    coded = {code.removeprefix("plover:").lower(): code for code in vocabulary().machine_actions if code.startswith("plover:")}
    return MappingProxyType(coded | _ALIKE)


@cache
def types() -> tuple[str, ...]:
    return tuple(sorted(code for code in actions() if "/" not in code))
