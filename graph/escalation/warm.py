"""Every compiled measure run once on a little made-up data, so that no question waits for a compiler."""

from __future__ import annotations

import numpy as np

from graph.escalation.actions import Actions, Dyad, coded_actions
from graph.escalation.board import BoardOptions, board
from graph.escalation.measure import Options
from graph.escalation.report import report
from graph.escalation.scales import scales_of_all
from graph.temporal.build import build_adjacency
from graph.temporal.layout import DTYPES, Adjacency, Columns

_DAYS = 900
_ACTS = 160


def warm() -> None:
    """Load the machine code of all measures, or make it."""
    random = np.random.default_rng(7)
    dyad = Dyad(_acts(random, 0), _acts(random, _ACTS))
    report(dyad, Options(end=_DAYS, shifts=3, draws=3, jitters=1, bootstraps=1))
    board(_index(dyad.ab), scales_of_all(), BoardOptions(end=_DAYS))


def _acts(random: np.random.Generator, offset: int) -> Actions:
    days = np.sort(random.integers(0, _DAYS, _ACTS))
    codes = random.choice(["sanction", "expulsion_diplomats", "attribution_statement"], _ACTS).tolist()
    return coded_actions(codes, first=days, last=days, eid=np.arange(_ACTS) + offset)


def _index(acts: Actions) -> Adjacency:
    """The acts as one dyad of an index."""
    given = {name: getattr(acts, name) for name in ("first", "last", "action", "rung", "eid", "cluster", "size", "published", "dataset")}
    values = {name: np.asarray(given.get(name, np.zeros(len(acts)))).astype(kind) for name, kind in DTYPES.items()}
    source, target = np.zeros(len(acts), np.int32), np.ones(len(acts), np.int32)
    return build_adjacency(2, Columns(source, target, values))
