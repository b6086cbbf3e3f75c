"""The ladder as steps: the highest rung of each side within the last 90 days, with the acts that make it. Of /v1/escalation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from graph.figures.sheet import A_COLOUR, B_COLOUR, GREY, Envelope, day, days_below, legend_above, names_of, nothing, sheet

NOW: Final = 90
RUNGS: Final = {
    -3: "lifted",
    -2: "agreement",
    -1: "talks",
    0: "statement",
    1: "protest, summons",
    2: "accusation, threat",
    3: "individual measures",
    4: "sanction, expulsion",
    5: "closure, embargo",
    6: "relations broken",
    7: "harassing force",
    8: "clash, strike",
    9: "war",
    10: "weapons of mass destruction",
}


def ladder(envelope: Envelope) -> Figure:
    data, names = envelope["data"], names_of(envelope)
    a, b = names[data["a"]], names[data["b"]]
    figure, (panel,) = sheet(envelope, f"{a} and {b}: the highest rung of {NOW} days", (3.6,))
    lanes = ((data["ladder"]["a_to_b"], A_COLOUR, f"{a} on {b}"), (data["ladder"]["b_to_a"], B_COLOUR, f"{b} on {a}"))
    if not any(steps for steps, _, _ in lanes):
        nothing(panel, "No act in this window.")
        return figure
    for place, (steps, colour, label) in enumerate(lanes):
        _steps(panel, steps, colour, label, 0.06 * (1 - 2 * place))
    rungs = [step["rung"] for steps, _, _ in lanes for step in steps]
    shown = range(min(0, *rungs), max(rungs) + 2)
    panel.set_yticks([*shown], [f"{rung}  {RUNGS.get(rung, '')}" for rung in shown])
    panel.grid(axis="y", color="#E0E0E0", linewidth=0.6)
    legend_above(panel)
    days_below(panel)
    panel.set_xlabel("vague dates at the middle of their days", fontsize=7, color=GREY)
    return figure


def _steps(panel: Axes, steps: Sequence[Any], colour: str, label: str, shift: float) -> None:
    """A hostile act holds its rung for 90 days, an act of peace is a point; the two lines lie a little apart, so that neither hides."""
    acts = sorted(((day(step["date"]) + day(step["date_to"])) / 2, step["rung"]) for step in steps)
    hostile = [(at, rung) for at, rung in acts if rung > 0]
    turns = sorted({moment for at, _ in hostile for moment in (at, at + NOW)})
    heights = [max((rung for at, rung in hostile if at <= moment < at + NOW), default=math.nan) for moment in turns]
    if acts:
        panel.step(turns, [height + shift for height in heights], where="post", color=colour, linewidth=1.4, label=label)
        panel.plot([at for at, _ in acts], [rung + shift for _, rung in acts], "o", markersize=3.5, color=colour, alpha=0.7)
