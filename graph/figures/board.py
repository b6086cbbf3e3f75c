"""The board: change of intensity with its interval where data are enough, the step on the ladder for all. Of /v1/escalation/board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from graph.figures.sheet import A_COLOUR, B_COLOUR, GREY, Envelope, names_of, nothing, sheet, shortened

MOST: Final = 30
Z: Final = 1.96


def board(envelope: Envelope) -> Figure:
    data = envelope["data"]
    rows: Sequence[Mapping[str, Any]] = data["rows"][:MOST]
    height = max(1.5, 0.24 * len(rows) + 0.7)
    title = f"{data['day']}: {data['dyads']} relations moved, {data['discovered']} changes discovered"
    compared = any(row["log_ratio"] is not None for row in rows)
    figure, (left, *right) = sheet(envelope, title, (height,), 2 if compared else 1)
    if not rows:
        nothing(left, "Nothing moved.")
        return figure
    names = names_of(envelope)
    left.set_yticks(
        [-place for place in range(len(rows))],
        [shortened(f"{names[row['source']]} on {names[row['target']]}: {row['word']}", 46) for row in rows],
        fontsize=7,
    )
    _ladders(left, rows)
    for panel in right:
        _ratios(panel, rows)
    return figure


def _ladders(panel: Axes, rows: Sequence[Mapping[str, Any]]) -> None:
    for place, row in enumerate(rows):
        before, now = (row[name] if row[name] is not None else 0 for name in ("rung_before", "rung_now"))
        colour = B_COLOUR if now > before else A_COLOUR if now < before else GREY
        panel.plot([before, now], [-place, -place], color=colour, linewidth=1.4)
        panel.plot(before, -place, "o", markersize=4, color=colour, markerfacecolor="white")
        panel.plot(now, -place, "o", markersize=5, color=colour)
    panel.set_xlim(-0.5, 10.5)
    panel.set_ylim(-len(rows) + 0.4, 0.6)
    panel.grid(axis="x", color="#E0E0E0", linewidth=0.6)
    panel.set_xlabel("highest rung: of the 180 days before (hollow),\nof the last 90 (filled)", fontsize=7)


def _ratios(panel: Axes, rows: Sequence[Mapping[str, Any]]) -> None:
    for place, row in enumerate(rows):
        if row["log_ratio"] is None:
            continue
        colour = B_COLOUR if row["discovered"] else GREY
        low, high = (row["log_ratio"] + sign * Z * row["standard_error"] for sign in (-1, 1))
        panel.plot([low, high], [-place, -place], color=colour, linewidth=1.2)
        panel.plot(row["log_ratio"], -place, "s", markersize=4, color=colour)
    panel.axvline(0, color="black", linewidth=0.8)
    panel.set_ylim(-len(rows) + 0.4, 0.6)
    panel.set_yticks([])
    panel.set_xlabel("log-ratio of intensity, 28 days against 28,\n95 % interval (orange: discovered)", fontsize=7)
