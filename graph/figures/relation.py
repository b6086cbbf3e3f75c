"""Two sides over time: acts at their rung, one side's above, the other's below; tension of both; the verdict. Of /v1/escalation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from graph.figures.sheet import A_COLOUR, B_COLOUR, GREY, Envelope, day, days_below, legend_above, names_of, nothing, sheet

SIDES = (("a_to_b", 1, A_COLOUR, "ab"), ("b_to_a", -1, B_COLOUR, "ba"))


def relation(envelope: Envelope) -> Figure:
    """The measure `tension` is drawn where the answer includes it."""
    data, names = envelope["data"], names_of(envelope)
    a, b = names[data["a"]], names[data["b"]]
    verdict = data["verdict"]
    figure, (acts, tension) = sheet(envelope, f"{a} and {b}: {verdict['word']} ({verdict['form']} verdict)", (2.6, 1.5))
    labels = {"a_to_b": f"{a} on {b}", "b_to_a": f"{b} on {a}"}
    for lane, sign, colour, _ in SIDES:
        _acts(acts, data["ladder"][lane], sign, colour, labels[lane])
    acts.axhline(0, color="black", linewidth=0.8)
    acts.yaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")
    acts.set_ylabel("rung")
    acts.set_xlabel(
        "filled: a step up; a diamond on the line: talks, agreements, measures lifted; bars: vague dates", fontsize=7, color=GREY
    )
    legend_above(acts)
    days_below(acts)
    _tension(tension, data, labels)
    if any(data["ladder"].values()):
        tension.set_xlim(acts.get_xlim())
    return figure


def _acts(panel: Axes, steps: Sequence[Any], sign: int, colour: str, label: str) -> None:
    """Acts of peace stand on the line: a rung below nought is no rung of the other side's."""
    for step in steps:
        first, last, height = day(step["date"]), day(step["date_to"]), sign * max(0, step["rung"])
        middle, marker = (first + last) / 2, "o" if step["rung"] > 0 else "D"
        panel.plot([middle, middle], [0, height], color=colour, linewidth=0.8, alpha=0.6)
        if last > first:
            panel.plot([first, last], [height, height], color=colour, linewidth=2, alpha=0.5)
        panel.plot(middle, height, marker, markersize=4, color=colour, markerfacecolor=colour if step["step_up"] else "white")
    panel.plot([], [], "o", markersize=4, color=colour, markerfacecolor="white", label=f"{label}: {len(steps)} acts")


def _tension(panel: Axes, data: Any, labels: Any) -> None:
    measured = data["measures"].get("tension")
    if not measured or not any(measured[side]["hostile"]["series"] for _, _, _, side in SIDES):
        nothing(panel, "No tension index: ask with include=tension." if not measured else "No hostile act in five years.")
        return
    end = day(data["window"]["last"])
    for lane, _, colour, side in SIDES:
        index = measured[side]["hostile"]
        series = index["series"]
        days = [end - len(series) + 1 + place for place in range(len(series))]
        panel.plot(days, series, color=colour, linewidth=1.2, label=f"{labels[lane]}: {_percentile(index['percentile'])}")
    panel.set_ylabel("tension")
    panel.set_ylim(bottom=0)
    legend_above(panel, 1)
    days_below(panel)


def _percentile(found: Any) -> str:
    if isinstance(found, dict):
        lacks = found["insufficient"]
        return f"percentile insufficient ({lacks['have']:g} of {lacks['need']:g} {lacks['what']})"
    return f"percentile {found:.0f} of its own five years"
