"""What the measures of graph/escalation say of a dyad, as it is served: its acts as arrays, the verdict with its votes, other results.

Acts are numbered here from 0, in time order; every number in an answer is told with the events behind it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from graph.answers.answer import Answer
from graph.answers.dyads import Dyad
from graph.answers.filters import Filter
from graph.answers.relations import Relations
from graph.escalation.actions import Actions, Feed, coded_actions, day_number, day_of
from graph.escalation.actions import Dyad as Acts
from graph.escalation.measure import WINDOW, Insufficient, Options
from graph.escalation.plain import plain
from graph.escalation.report import Report, report
from graph.escalation.verdict import Verdict
from graph.temporal.layout import UNKNOWN_DAY

LANES: Final = ("a_to_b", "b_to_a")
SIDES: Final = ("ab", "ba")
_NAMES_ACTS: Final = frozenset(("moved", "ids", "answer", "answered", "answer_ids", "answered_ids", "simultaneous"))
"""Fields of results that hold numbers of acts."""

_PAIRS: Final = frozenset(("answer", "answered", "latency_min"))
"""A table of pairs, of which `answer` and `answered` are places in streams: beside it the acts themselves are told."""

MAX_NAMED: Final = 200
"""Acts of one list that are named, the latest; how many there are is told beside."""

_DAYS: Final = frozenset(("first", "peak_day", "day", "window", "since"))
_LAST_DAY: Final = 700_000
Entry = dict[str, Any]


def options_of(filter_: Filter) -> Options:
    """The window ends on the filter's last day, on `as_of`, or today, whichever is first; it begins where the filter does, or three years
    earlier.
    """
    end = min(day for day in (filter_.until, filter_.as_of, datetime.now(UTC).date()) if day)
    began = day_number(filter_.since) if filter_.since else None
    window = WINDOW if began is None else max(WINDOW, day_number(end) - began + 1)
    return Options(end=day_number(end), began=began, window=window)


@dataclass(frozen=True, slots=True)
class Numbered:
    """The acts of a dyad as the measures take them, with the events of their numbers and the side that did each.

    `relations`: where the acts are the index's own; then events are asked for when it is known which are named.
    """

    acts: Acts
    names: Mapping[int, str]
    by: Callable[[int], str]
    relations: Relations | None = None


def numbered(dyad: Dyad, answer: Answer, datasets: Mapping[str, int], feeds: tuple[Feed, ...] = ()) -> Numbered:
    """From the events that were read. `datasets`: the numbers by which `feeds` know them."""
    events = answer.events
    names = sorted({id_ for lane in LANES for id_ in dyad.lanes[lane]}, key=lambda id_: (events[id_]["date"], id_))
    number = {id_: n for n, id_ in enumerate(names)}
    below, above = (_acts(dyad, lane, events, number, datasets) for lane in LANES)
    ends = answer.actors[dyad.a]["name"], answer.actors[dyad.b]["name"]
    acts = Acts(below, above, feeds, tuple(_stated(events, number)), ends)
    return Numbered(acts, dict(enumerate(names)), lambda act: dyad.a if names[act] in dyad.lanes["a_to_b"] else dyad.b)


def reported(acts: Acts, options: Options, include: Sequence[str]) -> Report:
    """Takes a while: not for an event loop."""
    return report(acts, options, {"verdict", *include})


def told(found: Report, these: Numbered, names: Mapping[int, str], include: Sequence[str]) -> Entry:
    """The verdict of a dyad, the answers inferred, and the measures that are named."""
    options = found.options
    return {
        "verdict": verdict_of(found, names),
        "inferred": [{**_served(one, names), "by": these.by(one.answer)} for one in found.inferred],
        "measures": {name: _served(result, names) for name, result in found.measures.items() if name in include},
        "window": {"first": day_of(options.start), "last": day_of(options.end)},
    }


def acts_named(found: Report, include: Sequence[str]) -> set[int]:
    """The acts that the answer will name: of long lists the latest."""
    both: Verdict = found.measures["verdict"].both
    votes = [vote for vote in (both.ratio, both.trend, both.ladder) if not isinstance(vote, Insufficient)]
    named = {act for vote in votes for act in _latest(vote.moved)} | {*_latest(found.sparse.moved)}
    named |= {act for one in found.inferred for act in (one.answer, one.answered)}
    return named | {act for name, result in found.measures.items() if name in include for act in _numbers(plain(result))}


def _latest(acts: Sequence[Any]) -> list[int]:
    return [int(act) for act in acts[-MAX_NAMED:]]


def _items(value: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    places = {"answer", "answered"} if value.keys() >= _PAIRS else set()
    return ((key, item) for key, item in value.items() if key not in places)


def _numbers(value: Any, field: str = "") -> Iterator[int]:
    if isinstance(value, dict):
        for key, item in _items(value):
            yield from _numbers(item, key)
    elif isinstance(value, list):
        for item in value[-MAX_NAMED:] if field in _NAMES_ACTS else value:
            yield from _numbers(item, field)
    elif field in _NAMES_ACTS and isinstance(value, int):
        yield value


def _acts(dyad: Dyad, lane: str, events: Mapping[str, Entry], number: Mapping[str, int], datasets: Mapping[str, int]) -> Actions:
    """One act a statement: its edges' shares are added up, of its edges the surest fold counts."""
    rows: dict[str, Entry] = {}
    for id_, edge in dyad.edges.items():
        if edge["lane"] != lane:
            continue
        act = edge.get("statement") or id_
        if act not in number:
            continue
        confidence = dyad.folded[id_]["confidence"] if id_ in dyad.folded else edge.get("confidence") or 0.0
        row = rows.setdefault(act, {"edge": edge, "share": 0.0, "confidence": 0.0})
        row["share"] += edge.get("share", 1.0)
        row["confidence"] = max(row["confidence"], confidence)
    edges = [row["edge"] for row in rows.values()]
    sizes = [1 + math.log10(max(1.0, edge.get("magnitude") or 1.0)) / 3 for edge in edges]
    return coded_actions(
        [edge["action"] for edge in edges],
        first=[day_number(edge["date"]) for edge in edges],
        last=[day_number(edge["date_to"]) for edge in edges],
        rung=[edge["rung"] for edge in edges],
        eid=[number[act] for act in rows],
        confidence=[row["confidence"] for row in rows.values()],
        size=[size * row["share"] for size, row in zip(sizes, rows.values(), strict=True)],
        published=[day_number(edge["published"]) if edge.get("published") else UNKNOWN_DAY for edge in edges],
        reports=[max(1, int(edge.get("mentions") or len(events[act]["sources"]))) for act, edge in zip(rows, edges, strict=True)],
        magnitude=[math.nan if edge.get("magnitude") is None else edge["magnitude"] for edge in edges],
        unit=[events[act].get("unit") or "" for act in rows],
        dataset=[datasets.get(edge["dataset"], -1) for edge in edges],
    )


def _stated(events: Mapping[str, Entry], number: Mapping[str, int]) -> Iterable[tuple[int, int]]:
    for id_ in number:
        for response in events[id_]["responds_to"]:
            if response["basis"] == "stated" and response["event"] in number:
                yield number[id_], number[response["event"]]


def verdict_of(found: Report, names: Mapping[int, str]) -> Entry:
    """The verdict of both sides in one stream. Where there is too little for statistics the sparse one speaks, and says what is missing."""
    both: Verdict = found.measures["verdict"].both
    sparse = both.word == "insufficient"
    return {
        "form": "sparse" if sparse else "statistical",
        "word": found.sparse.word if sparse else both.word,
        "text": found.sparse.text,
        "pattern": found.sparse.pattern,
        "votes": [_ratio(both, names), _trend(both, names), _ladder(both, names)],
        "sensitivity": None if both.agreement is None else {"agree": round(both.agreement * len(both.grid)), "of": len(both.grid)},
        "moved": _events(found.sparse.moved, names),
        "peak": found.sparse.peak,
        "sides": {side: getattr(found.measures["verdict"], side).word for side in SIDES},
        "scale": both.provenance.scale,
        "dedup": both.provenance.dedup,
        "counts": {"events": both.provenance.events, "reports": both.provenance.reports},
    }


def _events(acts: Sequence[Any], names: Mapping[int, str]) -> list[str]:
    """The events of acts; of more than are named the latest."""
    return [names[act] for act in _latest(acts) if act in names]


def _vote(name: str, title: str, result: Any, text: str, names: Mapping[int, str]) -> Entry:
    lacks = isinstance(result, Insufficient)
    return {
        "name": name,
        "title": title,
        "fired": False if lacks else bool(result.vote),
        "text": "" if lacks else text,
        "insufficient": {"have": result.have, "need": result.need, "what": result.what} if lacks else None,
        "events": [] if lacks else _events(result.moved, names),
    }


def _ratio(both: Verdict, names: Mapping[int, str]) -> Entry:
    ratio, text = both.ratio, ""
    if not isinstance(ratio, Insufficient):
        one = ratio.log_ratio
        text = f"log-ratio {one.value:+.2f} ({one.low:+.2f} to {one.high:+.2f}); {ratio.n[0]:g} acts now, {ratio.n[1]:g} before"
    return _vote("intensity", "Intensity, 28 days against the 28 before", ratio, text, names)


def _trend(both: Verdict, names: Mapping[int, str]) -> Entry:
    trend, text = both.trend, ""
    if not isinstance(trend, Insufficient):
        text = f"Kendall's tau {trend.tau:+.2f}, p = {trend.p_value:.2f}; {trend.slope:+.2f} score-points a week each week"
    return _vote("trend", "Trend of 12 weeks", trend, text, names)


def _ladder(both: Verdict, names: Mapping[int, str]) -> Entry:
    ladder = both.ladder
    before, now = ("none" if rung is None else f"rung {rung}" for rung in (ladder.before, ladder.now))
    return _vote("ladder", "Ladder, 90 days against the 180 before", ladder, f"{before} before, {now} now", names)


def _served(value: Any, names: Mapping[int, str]) -> Any:
    """A result of any measure as JSON values, its acts by the ids of their events and its days as days."""
    return _named(plain(value), names)


def _named(value: Any, names: Mapping[int, str], field: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _named(item, names, key) for key, item in _items(value)}
    if isinstance(value, list):
        return [_named(item, names, field) for item in (value[-MAX_NAMED:] if field in _NAMES_ACTS else value)]
    if field in _NAMES_ACTS and isinstance(value, int) and value in names:
        return names[value]
    if field in _DAYS and isinstance(value, int) and abs(value) < _LAST_DAY:
        return day_of(value)
    return value
