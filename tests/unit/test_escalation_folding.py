"""Acts between sides out of edges between actors: who stands for whom and when, each statement once, nothing within one side."""

from __future__ import annotations

import numpy as np

from graph.escalation.actions import day_number
from graph.escalation.bins import week_of
from graph.escalation.folding import acts_of_statements, folded, hidden_ties, standing
from graph.escalation.scales import scales_of_all
from graph.escalation.share import feeds
from graph.temporal.build import build_adjacency
from graph.temporal.layout import DTYPES, OPEN_END, OPEN_START, UNKNOWN_DAY, Adjacency, Catalogue, Columns, Index

ACTORS = ("state:A", "ministry", "firm", "state:B", "agent", "stranger")
A, MINISTRY, FIRM, B, AGENT, STRANGER = range(6)
TYPES = ("SANCTIONED", "PART_OF", "NATIONAL_OF", "CONTROLS")
CONFIRMED, ALLEGED = 1, 2
Edge = tuple[int, int, dict[str, float]]


def adjacency(edges: list[Edge], **defaults: float) -> Adjacency:
    base = {name: 0.0 for name in DTYPES} | {"published": UNKNOWN_DAY, "changed": UNKNOWN_DAY, "confidence": 80, "size": 1.0} | defaults
    rows = [base | {"eid": n, "cluster": n} | given for n, (_, _, given) in enumerate(edges)]
    values = {name: np.array([row[name] for row in rows], kind) for name, kind in DTYPES.items()}
    source, target = (np.array([edge[place] for edge in edges], np.int32) for place in (0, 1))
    return build_adjacency(len(ACTORS), Columns(source, target, values))


def index(acts: list[Edge], ties: list[Edge]) -> Index:
    kinds = np.array([0, 1, 1, 0, 1, 1], np.uint8)
    names = Catalogue(ACTORS, kinds, np.zeros(6, np.uint8), ("State", "Other"), TYPES, TYPES, ("x",))
    return Index("epoch", 1, names, adjacency(acts), adjacency(ties, first=OPEN_START, last=OPEN_END, assertion=CONFIRMED))


def dyads(found: Adjacency) -> dict[tuple[str, str], list[int]]:
    """Act numbers by dyad."""
    return {
        (ACTORS[source], ACTORS[target]): found.columns["eid"][slice(*found.dyad_ptr[place : place + 2].tolist())].tolist()
        for place, (source, target) in enumerate(zip(found.dyad_source.tolist(), found.dyad_target.tolist(), strict=True))
    }


UP: list[Edge] = [(MINISTRY, A, {"action": 1}), (A, FIRM, {"action": 3, "confidence": 50}), (AGENT, B, {"action": 2, "last": 100})]


def on(first: int, last: int | None = None) -> dict[str, float]:
    return {"first": first, "last": first if last is None else last}


def test_whoever_stands_for_a_state_acts_for_it_while_the_tie_holds() -> None:
    made = index(
        [(MINISTRY, AGENT, on(90)), (FIRM, AGENT, on(90, 110)), (B, AGENT, on(90)), (MINISTRY, AGENT, on(101)), (STRANGER, A, on(5))], UP
    )
    found = folded(made.actions, standing(made), acts_of_statements(()))
    assert dyads(found) == {
        ("state:A", "state:B"): [0, 1],
        ("state:A", "agent"): [3],
        ("stranger", "state:A"): [4],
    }, "an agent of the same state is no other side; after the tie the agent is itself"
    assert found.columns["confidence"].tolist()[:2] == [51, 32], "8 tenths, once and twice folded by ties of .8 or .5"


def test_edges_of_one_statement_are_one_act_and_of_two_sides_two() -> None:
    edges = [(A, B, on(5) | {"size": 0.25}), (A, AGENT, on(5) | {"size": 0.25}), (A, STRANGER, on(5) | {"size": 0.5}), (A, B, on(6))]
    made = index(edges, UP)
    acts = acts_of_statements([([0, 1, 2], [0, 1, 2]), ([3], [3, 0, 1, 2])])
    found = folded(made.actions, standing(made), acts)
    assert dyads(found) == {("state:A", "state:B"): [0, 3], ("state:A", "stranger"): [0]}
    assert found.columns["size"].tolist() == [0.5, 1.0, 0.5]
    assert found.columns["cluster"].tolist() == [0, 0, 0], "two statements tell one act"


def test_an_alleged_tie_counts_from_the_day_it_was_public() -> None:
    said = day_number(day := np.datetime64("2024-03-25").astype(object))
    made = index([(FIRM, B, on(said - 400))], [(FIRM, A, {"action": 1, "assertion": ALLEGED, "published": said})])
    hidden = hidden_ties(made, day.replace(day=24))
    assert (hidden, hidden_ties(made, day), hidden_ties(made, None)) == ((0,), (), ())
    assert list(dyads(folded(made.actions, standing(made, hidden), acts_of_statements(())))) == [("firm", "state:B")]
    assert list(dyads(folded(made.actions, standing(made), acts_of_statements(())))) == [("state:A", "state:B")]


def test_without_folding_actors_stay_themselves() -> None:
    made = index([(MINISTRY, AGENT, on(90)), (A, B, on(91))], UP)
    assert dyads(folded(made.actions, None, acts_of_statements(()))) == {("state:A", "state:B"): [1], ("ministry", "agent"): [0]}


def test_a_feed_is_all_that_it_holds_between_states_by_quad_and_week() -> None:
    code = scales_of_all().codes.index("sanction")
    rows: list[Edge] = [(A, B, on(4) | {"action": code}), (B, A, on(10) | {"action": code}), (A, B, on(11) | {"action": code})]
    made = adjacency([*rows, (A, B, on(11) | {"action": code, "dataset": 1})])
    (feed,) = feeds(made, np.ones(4, np.bool_), {0: "first"})
    assert (feed.name, feed.dataset, feed.first_week, feed.totals.shape) == ("first", 0, week_of(4), (4, 2))
    assert feed.totals[3].tolist() == [2.0, 1.0], "Thursday + 4 is a Monday: its week ends on day 10"
    assert feed.totals[:3].sum() == 0
