"""The questions. Each is one async function of a store that gives an Answer; HTTP, command line and Python all call these."""

from graph.answers.actors import actor, neighbours
from graph.answers.answer import Answer
from graph.answers.around import around
from graph.answers.boards import escalation_board
from graph.answers.cases import case, cases
from graph.answers.catalogue import datasets, readiness, stats, vocabulary_tables
from graph.answers.chains import chain
from graph.answers.dyads import timeline
from graph.answers.escalation import EscalationOptions, escalation
from graph.answers.events import event, events
from graph.answers.filters import Filter
from graph.answers.networks import to_networkx
from graph.answers.paths import PathOptions, paths
from graph.answers.reach import ReachOptions, reach
from graph.answers.responses import responses
from graph.answers.search import search
from graph.answers.subgraph import GraphOptions, subgraph

__all__ = [
    "Answer",
    "EscalationOptions",
    "Filter",
    "GraphOptions",
    "PathOptions",
    "ReachOptions",
    "actor",
    "around",
    "case",
    "cases",
    "chain",
    "datasets",
    "escalation",
    "escalation_board",
    "event",
    "events",
    "neighbours",
    "paths",
    "reach",
    "readiness",
    "responses",
    "search",
    "stats",
    "subgraph",
    "timeline",
    "to_networkx",
    "vocabulary_tables",
]
