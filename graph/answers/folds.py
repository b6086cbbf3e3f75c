"""Which state an actor stands for, by which ties, how surely. A fold is as sure as its weakest tie and carries that tie's assertion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

_BY_STRENGTH = ("inferred", "alleged", "asserted_by_actor", "confirmed")


@dataclass(frozen=True, slots=True)
class Fold:
    """One way from an actor to a state; `ties` are statement ids, nearest to the actor first."""

    state: str
    ties: tuple[str, ...]
    confidence: float
    assertion: str
    disputed: bool
    valid_from: date | None = None
    valid_to: date | None = None

    def valid_on(self, first: date | None, last: date | None) -> bool:
        """Whether every tie may have held on some day of a span; a tie without days always may."""
        begins_late = self.valid_from is not None and last is not None and self.valid_from > last
        ended_early = self.valid_to is not None and first is not None and self.valid_to < first
        return not (begins_late or ended_early)


def fold(state: str, ties: Sequence[Mapping[str, Any]]) -> Fold:
    """A fold from the ties of a path."""
    weakest = min(ties, key=lambda tie: tie["confidence"] or 0.0)
    begins = [tie["valid_from"] for tie in ties if tie["valid_from"]]
    ends = [tie["valid_to"] for tie in ties if tie["valid_to"]]
    return Fold(
        state=state,
        ties=tuple(tie["statement"] for tie in ties),
        confidence=weakest["confidence"] or 0.0,
        assertion=weakest_assertion(tie["assertion"] for tie in ties),
        disputed=any(tie["disputed"] for tie in ties),
        valid_from=max(begins, default=None),
        valid_to=min(ends, default=None),
    )


def weakest_assertion(assertions: Iterable[str]) -> str:
    """A chain is asserted as its weakest link is."""
    return min(assertions, key=_BY_STRENGTH.index)


def folds_of(rows: Iterable[Mapping[str, Any]]) -> list[Fold]:
    return [fold(row["state"], row["ties"]) for row in rows]


def best_fold(folds: Sequence[Fold]) -> Fold | None:
    """The surest way; among equals the shortest, then the state's id, so that the choice is always the same."""
    return min(folds, key=lambda one: (-one.confidence, len(one.ties), one.state), default=None)
