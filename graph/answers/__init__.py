"""The questions. Each is one async function of a store that gives an Answer; HTTP, command line and Python all call these."""

from graph.answers.actors import actor, neighbours
from graph.answers.answer import Answer
from graph.answers.around import around
from graph.answers.cases import case, cases
from graph.answers.catalogue import datasets, readiness, stats, vocabulary_tables
from graph.answers.dyads import timeline
from graph.answers.escalation import escalation
from graph.answers.events import event, events
from graph.answers.filters import Filter
from graph.answers.paths import PathOptions, paths
from graph.answers.search import search
from graph.answers.subgraph import GraphOptions, subgraph

__all__ = [
    "Answer",
    "Filter",
    "GraphOptions",
    "PathOptions",
    "actor",
    "around",
    "case",
    "cases",
    "datasets",
    "escalation",
    "event",
    "events",
    "neighbours",
    "paths",
    "readiness",
    "search",
    "stats",
    "subgraph",
    "timeline",
    "vocabulary_tables",
]
