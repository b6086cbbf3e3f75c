"""What all figures share: the sheet with its title and caption, the colours, days and names. Draws no data."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from graph.escalation.actions import day_number

A_COLOUR, B_COLOUR, GREY = "#0072B2", "#D55E00", "#767676"
"""Told apart by those who see colours otherwise (Okabe and Ito), and in grey print."""

WIDTH: Final = 7.2
"""Inches: two columns of a journal."""

_HEAD: Final = 0.45
_CAPTION_CHARACTERS: Final = 145
Envelope = Mapping[str, Any]


def sheet(envelope: Envelope, title: str, heights: Sequence[float], columns: int = 1) -> tuple[Figure, list[Axes]]:
    """A figure with a row of panels for each height (inches), its title above and where it comes from below."""
    text = textwrap.fill(caption(envelope), _CAPTION_CHARACTERS)
    foot = 0.45 + 0.13 * (text.count("\n") + 1)
    total = sum(heights) + foot + _HEAD
    inside = ConstrainedLayoutEngine(rect=(0.01, foot / total, 0.98, 1 - (foot + _HEAD) / total))
    figure = Figure(figsize=(WIDTH, total), layout=inside)
    figure.text(0.012, 1 - 0.22 / total, title, ha="left", va="center", fontsize=11, fontweight="bold")
    figure.text(0.012, (foot - 0.18) / total, text, ha="left", va="top", fontsize=6.5, color="#404040", linespacing=1.35)
    panels = figure.subplots(len(heights), columns, squeeze=False, gridspec_kw={"height_ratios": list(heights)})
    return figure, [panel for row in panels for panel in row]


def caption(envelope: Envelope) -> str:
    """Scale, window, counting, and on whose word."""
    data, meta = envelope["data"], envelope["meta"]
    window = data["window"]
    told = [
        f"Scale: {data['scale']}.",
        f"Window: {window['first']} to {window['last']}" + (f", as public by {meta['as_of']}." if meta["as_of"] else "."),
        f"Counting: {data['dedup']}.",
        f"Sources: {_sources(envelope)}.",
        f"{len([one for one in envelope['events'] if not one['is_tie']])} events shown.",
        f"Cut: {meta['truncated_because']}." if meta["truncated_because"] else "",
        "Retorsion.",
    ]
    return " ".join(part for part in told if part)


def _sources(envelope: Envelope, shown: int = 4) -> str:
    """The publishers that most is cited from."""
    publisher = {source["id"]: source["publisher"] for source in envelope["sources"]}
    counts: dict[str, int] = {}
    for event in envelope["events"]:
        for citation in event["sources"]:
            name = publisher.get(citation["source"], citation["source"])
            counts[name] = counts.get(name, 0) + 1
    names = sorted(counts, key=lambda name: (-counts[name], name))
    rest = f" and {len(names) - shown} more" if len(names) > shown else ""
    return (", ".join(names[:shown]) or "none") + rest


def names_of(envelope: Envelope) -> dict[str, str]:
    return {actor["id"]: actor["name"] for actor in envelope["actors"]}


def events_of(envelope: Envelope) -> dict[str, Mapping[str, Any]]:
    return {event["id"]: event for event in envelope["events"]}


def day(text: str) -> float:
    """A day as matplotlib counts: since 1970."""
    return float(day_number(date.fromisoformat(text)))


def days_below(panel: Axes) -> None:
    """Days along the foot, as short as they are clear."""
    locator = AutoDateLocator(minticks=3, maxticks=9)  # type: ignore[no-untyped-call]
    panel.xaxis.set_major_locator(locator)
    panel.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]


def legend_above(panel: Axes, columns: int = 2) -> None:
    """Where it hides no data."""
    panel.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=columns, frameon=False, fontsize=7, borderpad=0.1, handletextpad=0.4)


def shortened(text: str, width: int) -> str:
    return textwrap.shorten(text, width, placeholder=" ...")


def nothing(panel: Axes, text: str) -> None:
    """An empty panel says why."""
    panel.text(0.5, 0.5, text, transform=panel.transAxes, ha="center", va="center", color=GREY)
    panel.set_axis_off()
