"""Actions on six ladders side by side: ours, Goldstein, PLOVER, MID, COPDAB, Kahn; from the vocabulary. No judgement here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.vocabulary import ActionType, vocabulary


@dataclass(frozen=True, slots=True)
class Rungs:
    """One action on every ladder; None where a ladder has no step for it. `through`: the curated action that a machine-coded one stands
    for.

    `kahn` is text: `15+`.
    """

    action: str
    rung: int
    plover: float | None
    goldstein: float | None
    mid: int | None
    copdab: int | None
    copdab_weight: float | None
    kahn: str | None
    through: str


def ladders(codes: Iterable[str]) -> tuple[Rungs, ...]:
    """One row an action, by our rung, then by code.

    Raises:
        KeyError: the vocabulary does not hold a code.
    """
    rows = [_rungs(vocabulary().action(code)) for code in sorted(set(codes))]
    return tuple(sorted(rows, key=lambda row: (row.rung, row.action)))


def _rungs(action: ActionType) -> Rungs:
    """A machine-coded action has a score of its own; MID, COPDAB, Kahn and Goldstein are those of the act that it may stand for."""
    known = vocabulary().actions[action.stands_for] if action.stands_for else action
    return Rungs(
        action=action.code,
        rung=action.rung,
        plover=action.score,
        goldstein=known.goldstein,
        mid=_whole(known.mid_hostility),
        copdab=_whole(known.copdab),
        copdab_weight=known.copdab_weight,
        kahn=known.kahn if known.kahn.strip("-") else None,
        through=action.stands_for,
    )


def _whole(text: str) -> int | None:
    return int(text) if text.strip("-") else None
