"""How long answers took: each by its day and its delay, stated and inferred apart. Of /v1/responses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure

from graph.figures.sheet import A_COLOUR, B_COLOUR, GREY, Envelope, day, days_below, events_of, legend_above, names_of, nothing, sheet


def latency(envelope: Envelope) -> Figure:
    data, events = envelope["data"], events_of(envelope)
    rows: Sequence[Mapping[str, Any]] = data["responses"]
    figure, (panel,) = sheet(envelope, _title(envelope), (3.4,))
    if not rows:
        nothing(panel, "No answer in this window.")
        return figure
    for basis, colour, marker in (("stated", A_COLOUR, "o"), ("inferred", B_COLOUR, "s")):
        some = [row for row in rows if row["basis"] == basis]
        for row in some:
            answer, waited = events[row["answer"]], row["latency_days"]
            at = (day(answer["date"]) + day(answer["date_to"])) / 2
            panel.plot([at, at], [waited["min"], waited["max"]], color=colour, linewidth=1.2)
            panel.plot(at, (waited["min"] + waited["max"]) / 2, marker, markersize=5, color=colour, markerfacecolor=_face(row, colour))
        if some:
            said = "stated by a source" if basis == "stated" else "inferred (at most .6 likely)"
            panel.plot([], [], marker, color=colour, label=f"{len(some)} {said}")
    # Answers of days and of months on one scale, with nought in it.
    panel.set_yscale("symlog", linthresh=7)
    ticks = [0, 1, 3, 7, 14, 30, 90, 365]
    most = max(row["latency_days"]["max"] for row in rows)
    panel.set_yticks(ticks, [f"{tick}" for tick in ticks])
    panel.set_ylim(-0.6, max(10, most * 1.4))
    panel.set_ylabel("days to the answer")
    panel.grid(axis="y", color="#E0E0E0", linewidth=0.6)
    panel.set_yticks([], minor=True)
    panel.set_xlabel("filled: on the rung of the act answered; hollow: on another", fontsize=7, color=GREY)
    legend_above(panel)
    days_below(panel)
    return figure


def _face(row: Mapping[str, Any], colour: str) -> str:
    return colour if row["rung_difference"] == 0 else "white"


def _title(envelope: Envelope) -> str:
    question, names = envelope["meta"]["question"], names_of(envelope)
    sides = [names.get(question[side], question[side]) for side in ("a", "b") if question[side]]
    return "Answers" + (" between " if len(sides) == 2 else " of " if sides else "") + " and ".join(sides)
