"""The links of a way as they are served: each hop with the event it rests on, the other events that fit, and how it lies in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.answers.answer import Answer
from graph.answers.walks import Ground, day_of, statement_of
from graph.evidence import report_value
from graph.temporal.answer import Hop, Link
from graph.temporal.draws import Evidence
from graph.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Shown:
    """The edges that the database gave for the links of an answer, by their numbers."""

    ground: Ground
    rows: Mapping[int, Mapping[str, Any]]

    def bears_out(self, hop: Hop) -> bool:
        return hop.link.eid in self.rows

    def event(self, link: Link) -> str:
        return statement_of(self.rows[link.eid])

    def statements(self) -> set[str]:
        """Ids of the events that have a statement of their own."""
        return {str(row["edge"]["statement"]) for row in self.rows.values() if "statement" in row["edge"]}


def described_hop(answer: Answer, shown: Shown, hop: Hop) -> dict[str, Any]:
    """`first`..`last` are the days of all `n` edges that fit; `order` tells how the event shown lies to the dated link before it:
    start, certain (whatever the days were), possible (dates are vague), breaks, or standing (a tie).
    """
    ground, link = shown.ground, hop.link
    event = shown.event(link)
    return {
        "source": ground.actor(hop.source),
        "target": ground.actor(hop.target),
        "edge_type": ground.edge_type(link),
        "asserted": "forward" if link.along else "backward",
        "is_tie": link.is_tie,
        "event": event,
        "n": hop.n,
        "first": day_of(hop.first),
        "last": day_of(hop.last),
        "confidence": answer.events[event]["confidence"],
        "order": hop.order,
        "breaks_order": hop.order == "breaks",
        "others": list(
            dict.fromkeys(shown.event(other) for other in hop.others if other.eid in shown.rows and shown.event(other) != event)
        ),
    }


def evidence_of(answer: Answer, event: str) -> Evidence:
    """An event as draws take it: the clusters of reports (one a root report) and the value of the best report of each."""
    entry = answer.events[event]
    clusters: dict[str, float] = {}
    for citation in entry["sources"]:
        origin = answer.sources[citation["source"]]["origin"]
        value = report_value(citation["grade"][0], citation["grade"][1], vocabulary())
        clusters[origin] = max(value, clusters.get(origin, 0.0))
    return Evidence(event, entry["confidence"], clusters)
