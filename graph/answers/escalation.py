"""The sparse form of escalation: the ladder of both sides, the highest rung by period, and answers with their latency. No verdict here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

from graph.answers.answer import Answer
from graph.answers.dyads import MAX_EVENTS, Dyad, FoldTo, fill_dyad, read_dyad
from graph.answers.filters import Filter
from graph.errors import QuestionError
from graph.store import Store

Period = Literal["month", "quarter", "year"]
LANES = ("a_to_b", "b_to_a")


async def escalation(store: Store, a: str, b: str, *, fold_to: FoldTo = "state", period: Period = "year", filter: Filter) -> Answer:
    """Who answered what with what, and how high each side went; by rungs alone, since curated dyads hold few actions."""
    if period not in ("month", "quarter", "year"):
        raise QuestionError(f"period is {period!r}.", parameter="period", hint="month, quarter or year.")
    answer = Answer(limits={"max_events": MAX_EVENTS})
    dyad, bound = await read_dyad(store, answer, a, b, fold_to, filter, MAX_EVENTS)
    answer.question |= {"period": period}
    await fill_dyad(store, answer, dyad, bound)
    rungs = _rungs(dyad)
    answer.data = {
        "a": dyad.a,
        "b": dyad.b,
        "form": "sparse",
        "scale": "rung, -3 (measures lifted) to 10 (weapons of mass destruction); ordinal: see /v1/vocabulary",
        "dedup": "an action counts once a side, however many edges it has",
        "counts": {lane: len(dyad.lanes[lane]) for lane in LANES},
        "ladder": {lane: _ladder(dyad.lanes[lane], answer.events, rungs) for lane in LANES},
        "peaks": _peaks(dyad, answer.events, rungs, period),
        "answers": _answers(dyad, answer.events, rungs),
        "folded": list(dyad.folded.values()),
    }
    return answer


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
