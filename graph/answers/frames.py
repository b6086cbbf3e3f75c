"""Answers about escalation as polars frames, for notebooks: one row an act, an answer or a dyad, types whatever the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from graph.answers.answer import Answer
from graph.errors import SettingsError

if TYPE_CHECKING:
    import polars as pl

Row = dict[str, Any]
_DAYS: Final = ("date", "date_to", "answered_date", "answered_date_to")

_ACTS: Final = ("source", "target", "event", "date", "date_to", "action", "rung", "highest_before", "step_up", "text")
_ANSWERS: Final = (
    *(
        "answer",
        "answered",
        "date",
        "date_to",
        "answered_date",
        "answered_date_to",
        "by",
        "to",
        "basis",
        "method",
        "version",
        "probability",
    ),
    *("family", "latency_min", "latency_max", "simultaneous", "rung", "answered_rung", "rung_difference", "count_ratio", "speaks", "words"),
    "source",
)
_DYADS: Final = (
    *("source", "target", "form", "word", "votes", "log_ratio", "standard_error", "p_value", "q_value", "discovered"),
    *("acts_now", "acts_before", "rung_now", "rung_before", "events_behind", "events"),
)
_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys(_DAYS, "Date")
    | dict.fromkeys(("rung", "highest_before", "answered_rung", "rung_difference", "rung_now", "rung_before"), "Int8")
    | dict.fromkeys(("latency_min", "latency_max", "events_behind", "depth"), "Int32")
    | dict.fromkeys(
        ("probability", "count_ratio", "log_ratio", "standard_error", "p_value", "q_value", "acts_now", "acts_before"), "Float64"
    )
    | dict.fromkeys(("step_up", "simultaneous", "discovered"), "Boolean")
)
"""Of columns that are neither text nor lists of texts."""

_LISTS: Final = ("by", "to", "speaks", "votes", "events")


def to_frame(answer: Answer) -> pl.DataFrame:
    """An answer of `escalation` (one row an act), `responses` or `chain` (an answer), or `escalation_board` (a dyad) as a frame.

    Raises:
        TypeError: it is an answer to another question. SettingsError: polars is not installed.
    """
    envelope = answer.envelope()
    for key, (columns, rows) in _KINDS.items():
        if isinstance(envelope["data"], dict) and key in envelope["data"]:
            return _frame(columns, rows(envelope))
    raise TypeError("Only escalation, responses, chain and escalation_board have a frame.")


def _frame(columns: Iterable[str], rows: Iterable[Row]) -> pl.DataFrame:
    try:
        polars: Any = import_module("polars")
    except ModuleNotFoundError as error:
        raise SettingsError("Frames need polars, which is not installed.", hint='Run `pip install "retorsion[loaders]"`.') from error
    schema = {name: polars.List(polars.String) if name in _LISTS else getattr(polars, _TYPES.get(name, "String")) for name in columns}
    made: pl.DataFrame = polars.DataFrame([{name: _value(name, row.get(name)) for name in schema} for row in rows], schema=schema)
    return made


def _value(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in _DAYS and value else value


def _acts(envelope: Row) -> Iterator[Row]:
    data, texts = envelope["data"], {event["id"]: event["text"] for event in envelope["events"]}
    for lane, (source, target) in {"a_to_b": ("a", "b"), "b_to_a": ("b", "a")}.items():
        for step in data["ladder"][lane]:
            yield {**step, "source": data[source], "target": data[target], "text": texts[step["event"]]}


def _answers(envelope: Row) -> Iterator[Row]:
    yield from (_answer(envelope, row) for row in envelope["data"]["responses"])


def _links(envelope: Row) -> Iterator[Row]:
    for way in ("back", "forward"):
        yield from ({**_answer(envelope, row), "way": way} for row in envelope["data"][way])


def _answer(envelope: Row, row: Row) -> Row:
    events = {event["id"]: event for event in envelope["events"]}
    days = {f"{prefix}{name}": events[row[end]][name] for end, prefix in (("answer", ""), ("answered", "answered_")) for name in _DAYS[:2]}
    return {**row, **days, "latency_min": row["latency_days"]["min"], "latency_max": row["latency_days"]["max"]}


def _dyads(envelope: Row) -> Iterator[Row]:
    yield from ({**row, "events_behind": row["counts"]["events"]} for row in envelope["data"]["rows"])


_KINDS: Final[Mapping[str, tuple[tuple[str, ...], Callable[[Row], Iterator[Row]]]]] = MappingProxyType(
    {
        "ladder": (_ACTS, _acts),
        "responses": (_ANSWERS, _answers),
        "line": (("way", "depth", *_ANSWERS), _links),
        "compared": (_DYADS, _dyads),
    }
)
"""By a field that only the answers to one question have: columns and rows."""
