"""The one filter object that every question takes, checked once. Its Cypher side is the same block in every query that filters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from difflib import get_close_matches
from typing import Any, Literal, get_args

from graph.dates import Span
from graph.errors import QuestionError
from graph.model import Assertion, Status
from graph.vocabulary import vocabulary

Clock = Literal["happened", "published", "loaded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which actions count. Empty means all.

    `since`..`until` is the window on `clock`: an action is in when its interval touches it. `as_of` leaves out what was not
    public by that day; `recorded_as_of` (a day, or a commit's number) asks what this database said then.
    """

    types: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    status: tuple[str, ...] = ()
    assertion: tuple[str, ...] = ()
    min_confidence: float | None = None
    min_rung: int | None = None
    datasets: tuple[str, ...] = ()
    clock: Clock = "happened"
    as_of: date | None = None
    recorded_as_of: str = ""

    @classmethod
    def of(cls, **given: Any) -> Filter:
        """From texts as a person writes them: comma-separated or repeated words, dates as day, month or year.

        Raises:
            QuestionError: names the parameter, what is wrong and what would be right.
        """
        words = {name: _words(given.get(name)) for name in ("types", "actions", "kinds", "status", "assertion", "datasets")}
        _check_words(words)
        clock: Any = given.get("clock") or "happened"
        _one_of("clock", clock, get_args(Clock))
        since, until = _day("since", given.get("since")), _day("until", given.get("until"), last=True)
        if since and until and until < since:
            raise QuestionError(f"until ({until}) is before since ({since}).", parameter="until")
        return cls(
            **words,
            since=since,
            until=until,
            min_confidence=_within("min_confidence", given.get("min_confidence"), 0, 1),
            min_rung=_rung(given.get("min_rung")),
            clock=clock,
            as_of=_day("as_of", given.get("as_of"), last=True),
            recorded_as_of=str(given.get("recorded_as_of") or ""),
        )

    def echo(self) -> dict[str, Any]:
        """What was asked, for `meta.filter`: only what differs from the default."""
        shown = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                shown[field.name] = list(value) if isinstance(value, tuple) else str(value) if isinstance(value, date) else value
        return shown


def _words(value: str | Iterable[str] | None) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else list(value or ())
    return tuple(dict.fromkeys(word.strip() for text in texts for word in text.split(",") if word.strip()))


def _check_words(words: dict[str, tuple[str, ...]]) -> None:
    known = vocabulary()
    allowed: dict[str, Iterable[str]] = {
        "types": known.edge_types,
        "actions": known.all_actions,
        "kinds": known.kinds,
        "status": get_args(Status),
        "assertion": get_args(Assertion),
    }
    for name, values in allowed.items():
        for word in words[name]:
            _one_of(name, word, values)


def _one_of(parameter: str, word: str, allowed: Iterable[str]) -> None:
    names = sorted(allowed)
    if word not in names:
        near = get_close_matches(word[:60], names, n=3)
        hint = f"Did you mean {', '.join(near)}?" if near else f"One of: {', '.join(names)}."
        raise QuestionError(f"{word[:60]!r} is not one of the {parameter}.", parameter=parameter, hint=hint)


def _day(parameter: str, value: Any, *, last: bool = False) -> date | None:
    """A vague date is its first day at the start of a window and its last at the end."""
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value
    try:
        span = Span.parse(str(value)[:40])
    except ValueError as error:
        raise QuestionError(f"{parameter}: {error}.", parameter=parameter) from None
    return span.last if last else span.first


def _within(parameter: str, value: Any, low: float, high: float) -> float | None:
    if value is None:
        return None
    number = float(value)
    if not low <= number <= high:
        raise QuestionError(f"{parameter} is {number:g}: it must lie within {low:g} and {high:g}.", parameter=parameter)
    return number


def _rung(value: Any) -> int | None:
    number = _within("min_rung", value, -3, 10)
    return None if number is None else int(number)


def bounded(parameter: str, value: int, low: int, high: int) -> int:
    """A limit within its ceiling; every limit has one, and the answer echoes it.

    Raises:
        QuestionError: the value is outside.
    """
    if not low <= value <= high:
        raise QuestionError(f"{parameter} is {value}: it must lie within {low} and {high}.", parameter=parameter)
    return value
