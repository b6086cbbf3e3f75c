"""Escalation of a dyad: measures as pure functions of arrays, one file each with a constant MEASURE. No database, no answers' text."""

from graph.escalation.actions import Actions, Dyad, Feed, actions, coded_actions
from graph.escalation.board import Board, BoardOptions, actions_of, board, changes
from graph.escalation.measure import Estimate, Insufficient, Measure, Options, Provenance, measures
from graph.escalation.plain import plain
from graph.escalation.report import Report, report
from graph.escalation.responses import Inferred, infer
from graph.escalation.sparse import sparse_verdict
from graph.escalation.verdict import verdict

__all__ = [
    "Actions",
    "Board",
    "BoardOptions",
    "Dyad",
    "Estimate",
    "Feed",
    "Inferred",
    "Insufficient",
    "Measure",
    "Options",
    "Provenance",
    "Report",
    "actions",
    "actions_of",
    "board",
    "changes",
    "coded_actions",
    "infer",
    "measures",
    "plain",
    "report",
    "sparse_verdict",
    "verdict",
]
