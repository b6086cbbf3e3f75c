"""Numbers of an action on every scale, looked up once per action code: score, quad, family, Goldstein. No events, no formulas here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.vocabulary import ActionType, vocabulary

QUADS: Final = ("VCOOP", "MCOOP", "VCONF", "MCONF")
"""PLOVER's quad classes in the order of their numbers; -1 is an action without one (a mere statement)."""

FAMILIES: Final = ("diplomatic", "economic", "legal", "cyber", "military")
"""Families within which an answer in kind is sought, in the order of their numbers."""

TRADE: Final = FAMILIES.index("economic")
SCALE: Final = "PLOVER score x size x confidence"
DEDUP: Final = "edges that tell one act (SAME_AS) count once"

_FOLDED: Final = MappingProxyType({"technology": "economic", "misinformation": "cyber", "cbrn": "military", "": "military"})
_MISSING_GOLDSTEIN: Final = -7.0
"""Cyber attacks (CAMEO 176) have no Goldstein value in any list: PLOVER's score of COERCE/cyber stands in."""


@dataclass(frozen=True, slots=True, eq=False)
class Scales:
    """One entry for each action of a catalogue, by its number there."""

    codes: tuple[str, ...]
    score: NDArray[np.float32]
    goldstein: NDArray[np.float32]
    quad: NDArray[np.int8]
    family: NDArray[np.int8]
    rung: NDArray[np.int8]


def scales(codes: Sequence[str]) -> Scales:
    """The numbers of these actions.

    Raises:
        KeyError: the vocabulary does not hold a code.
    """
    types = [vocabulary().action(code) for code in codes]
    return Scales(
        codes=tuple(codes),
        score=np.array([one.score or 0.0 for one in types], np.float32),
        goldstein=np.array([_goldstein(one) for one in types], np.float32),
        quad=np.array([QUADS.index(one.quad) if one.quad else -1 for one in types], np.int8),
        family=np.array([FAMILIES.index(family_of(code)) for code in codes], np.int8),
        rung=np.array([one.rung for one in types], np.int8),
    )


@cache
def scales_of_all() -> Scales:
    """Of the whole vocabulary, sorted by code: numbers of actions that hold in every stream made from codes."""
    return scales(sorted(vocabulary().all_actions))


def family_of(code: str) -> str:
    """The family of an action: its PLOVER context folded to five; a machine-coded action has that of the curated one it stands for."""
    action = vocabulary().action(code)
    if action.edge_type == "SANCTIONED":
        return "economic"
    if action.code == "protest_public":
        return "diplomatic"
    context = _curated(action).context
    return _FOLDED.get(context, context)


def _curated(action: ActionType) -> ActionType:
    """The action itself, or the curated one that a machine-coded one stands for: the machine's has many CAMEO codes, hence no values."""
    return vocabulary().actions[action.stands_for] if action.stands_for else action


def _goldstein(action: ActionType) -> float:
    known = _curated(action)
    if known.goldstein is not None:
        return known.goldstein
    return _MISSING_GOLDSTEIN if known.quad == "MCONF" else 0.0
