"""Whether two sides are climbing: the verdict, both ladders, the highest rung by period, and answers with their latency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from typing import Any, Literal, get_args

from anyio.to_thread import run_sync

from graph.answers.answer import Answer
from graph.answers.dyads import MAX_EVENTS, Dyad, FoldTo, fill_dyad, read_dyad
from graph.answers.filters import Filter
from graph.answers.measured import Numbered, acts_named, options_of, reported, told
from graph.answers.numbering import numbered_acts
from graph.errors import QuestionError
from graph.escalation.ladders import ladders
from graph.escalation.report import Report
from graph.store import Store
from graph.temporal.live import LiveIndex

Period = Literal["month", "quarter", "year"]
LANES = ("a_to_b", "b_to_a")


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationOptions:
    """Who counts for a side, by what period peaks are told, and which measures of docs/escalation.md are wanted whole."""

    fold_to: FoldTo = "state"
    period: Period = "year"
    include: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.period not in get_args(Period):
            raise QuestionError(f"period is {self.period!r}.", parameter="period", hint="month, quarter or year.")


async def escalation(
    store: Store, a: str, b: str, *, options: EscalationOptions | None = None, filter: Filter, index: LiveIndex | None = None
) -> Answer:
    """Who answered what with what, how high each side went, and whether it is climbing.

    With too little data for statistics the sparse verdict speaks, which rests on the ladder and the stated answers alone. Acts beyond
    those that are listed are measured on the index, as is the volume of machine-coded feeds.

    Raises:
        QuestionError: a measure does not exist, or what `read_dyad` raises.
    """
    options = options or EscalationOptions()
    fold_to, period, include = options.fold_to, options.period, options.include
    answer = Answer(limits={"max_events": MAX_EVENTS})
    dyad, bound = await read_dyad(store, answer, a, b, fold_to, filter, MAX_EVENTS)
    answer.question |= {"period": period, "include": list(include)}
    await fill_dyad(store, answer, dyad, bound)
    rungs = _rungs(dyad)
    counts = {lane: len(dyad.lanes[lane]) for lane in LANES}
    these = await numbered_acts(store, answer, dyad, index, bound, (filter, fold_to))
    report = await run_sync(partial(_report, these, (dyad.a, dyad.b, options, filter)))
    names = these.names
    if these.relations is not None:
        names = await these.relations.events(store, answer, acts_named(report, include), bound)
    found = told(report, these, names, include)
    answer.data = {
        "a": dyad.a,
        "b": dyad.b,
        "form": found["verdict"]["form"],
        **found,
        "scale": "rung, -3 (measures lifted) to 10 (weapons of mass destruction); ordinal: see /v1/vocabulary",
        "dedup": "an action counts once a side, however many edges it has",
        "counts": counts if these.relations is None else {"a_to_b": len(these.acts.ab), "b_to_a": len(these.acts.ba)},
        "ladder": {lane: _ladder(dyad.lanes[lane], answer.events, rungs) for lane in LANES},
        "scales": [asdict(row) for row in ladders(answer.events[id_]["action"] for lane in LANES for id_ in dyad.lanes[lane])],
        "peaks": _peaks(dyad, answer.events, rungs, period),
        "answers": _answers(dyad, answer.events, rungs),
        "folded": list(dyad.folded.values()),
    }
    return answer


def _report(these: Numbered, asked: tuple[str, str, EscalationOptions, Filter]) -> Report:
    """The report; of a relation measured on the index it is kept for that version of the graph, since it takes seconds."""
    options, filter_ = asked[2:]
    window = options_of(filter_)
    if these.relations is None:
        return reported(these.acts, window, options.include)
    shelf, key = these.relations.shelf, ("report", window.end, *asked)
    if key not in shelf.made:
        shelf.keep(key, reported(these.acts, window, options.include))
    found: Report = shelf.made[key]
    return found


def _rungs(dyad: Dyad) -> dict[str, int]:
    return {edge.get("statement") or id_: edge["rung"] for id_, edge in dyad.edges.items()}


def _ladder(lane: Sequence[str], events: Mapping[str, Mapping[str, Any]], rungs: Mapping[str, int]) -> list[dict[str, Any]]:
    """The lane in time order; a step is an action on a higher rung than any before it that was certainly earlier."""
    steps: list[dict[str, Any]] = []
    for id_ in sorted(lane, key=lambda one: (events[one]["date"], one)):
        entry = events[id_]
        earlier = [rungs[one["event"]] for one in steps if events[one["event"]]["date_to"] < entry["date"]]
        highest = max(earlier, default=None)
        steps.append(
            {
                "event": id_,
                "date": entry["date"],
                "date_to": entry["date_to"],
                "action": entry["action"],
                "rung": rungs[id_],
                "highest_before": highest,
                "step_up": highest is not None and rungs[id_] > highest,
            }
        )
    return steps


def _peaks(dyad: Dyad, events: Mapping[str, Mapping[str, Any]], rungs: Mapping[str, int], period: str) -> list[dict[str, Any]]:
    """The highest rung of each side by period; an action of vague date counts in the period of its earliest day, and is marked."""
    found: dict[str, dict[str, Any]] = {}
    for lane in LANES:
        for id_ in sorted(dyad.lanes[lane], key=lambda one: (events[one]["date"], one)):
            name = period_of(events[id_]["date"], period)
            row = found.setdefault(name, {"period": name, "a_to_b": None, "b_to_a": None, "vague": []})
            if row[lane] is None or rungs[id_] > row[lane]["rung"]:
                row[lane] = {"rung": rungs[id_], "event": id_}
            if period_of(events[id_]["date_to"], period) != name:
                row["vague"].append(id_)
    return [found[name] for name in sorted(found)]


def period_of(day: date, period: str) -> str:
    if period == "year":
        return f"{day.year}"
    return f"{day.year}-Q{(day.month - 1) // 3 + 1}" if period == "quarter" else f"{day.year}-{day.month:02d}"


def _answers(dyad: Dyad, events: Mapping[str, Mapping[str, Any]], rungs: Mapping[str, int]) -> list[dict[str, Any]]:
    """Actions of one side that answer actions of the other; what a source states comes before what observers infer."""
    side = {id_: lane for lane in LANES for id_ in dyad.lanes[lane]}
    rows = [
        {
            "event": id_,
            "answers": response["event"],
            "by": dyad.a if side[id_] == "a_to_b" else dyad.b,
            "basis": response["basis"],
            "latency_days": response["latency_days"],
            "simultaneous": response["simultaneous"],
            "confidence": response["confidence"],
            "words": response["words"],
            "rung": rungs[id_],
            "answered_rung": rungs[response["event"]],
            "same_side": side[id_] == side[response["event"]],
        }
        for id_ in side
        for response in events[id_]["responds_to"]
        if response["event"] in side
    ]
    return sorted(rows, key=lambda row: (row["basis"] != "stated", events[row["event"]]["date"], row["event"], row["answers"]))
