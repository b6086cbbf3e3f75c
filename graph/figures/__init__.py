"""Answers as figures for publication, SVG or PNG: each from an envelope alone, the same bytes each time. Asks nothing, measures nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import matplotlib as mpl
from matplotlib.figure import Figure

from graph.errors import QuestionError
from graph.figures.board import board
from graph.figures.chain import chain
from graph.figures.ladder import ladder
from graph.figures.latency import latency
from graph.figures.relation import relation

FIGURES: Final[Mapping[str, Callable[[Mapping[str, Any]], Figure]]] = MappingProxyType(
    {"relation": relation, "ladder": ladder, "latency": latency, "chain": chain, "board": board}
)
"""By name, each a function of an envelope: of /v1/escalation (relation, ladder), /v1/responses, /v1/chains, /v1/escalation/board."""

FORMATS: Final = (".svg", ".png")
_STYLE: Final[Any] = {
    "svg.hashsalt": "retorsion",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.parse_math": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "savefig.dpi": 200,
}


def draw(name: str, envelope: Mapping[str, Any], path: Path) -> None:
    """Write a figure; the file's ending says which format.

    Raises:
        QuestionError: there is no such figure or format.
    """
    if name not in FIGURES:
        raise QuestionError(f"There is no figure {name!r}.", parameter="figure", hint=f"There are {', '.join(FIGURES)}.")
    if path.suffix not in FORMATS:
        raise QuestionError(f"A figure is no {path.suffix or 'file without an ending'}.", parameter="figure", hint="Name it .svg or .png.")
    # A date or a version in the file would make two equal figures two files.
    metadata = {"Date": None, "Creator": None} if path.suffix == ".svg" else {"Software": None}
    with mpl.rc_context(_STYLE):
        FIGURES[name](envelope).savefig(path, metadata=metadata)
