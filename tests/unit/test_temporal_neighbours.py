"""Counts of neighbours equal those of plain Python on random graphs, for every filter; an act told twice counts once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.temporal.layout import OPEN_END, OPEN_START
from graph.temporal.neighbours import Counted, count_neighbours
from graph.temporal.network import prepare
from graph.temporal.walk import Sieve, Walk
from tests.temporal_graphs import graphs, index_of, sieves
from tests.temporal_oracle import Edge, Graph, counts
from tests.unit.test_temporal_paths import many


def plainly(graph: Graph, actor: int, sieve: Sieve) -> set[Counted]:
    """A tie's own words are its type and when it was published; the window and the rest are of acts."""
    standing = Walk(ties="standing", sieve=Sieve(as_of=sieve.as_of))
    found: dict[tuple[str, bool, int, bool], list[Edge]] = defaultdict(list)
    for edge in graph.edges:
        type_ = graph.types[edge.action]
        tied = edge.is_tie and not sieve.actions and (not sieve.types or type_ in sieve.types) and counts(graph, standing, edge)
        if actor in (edge.source, edge.target) and (tied if edge.is_tie else counts(graph, Walk(sieve=sieve), edge)):
            outward = edge.source == actor
            found[type_, outward, edge.target if outward else edge.source, edge.is_tie].append(edge)
    return {
        Counted(
            edge_type=type_,
            outward=outward,
            other=other,
            n=len(edges),
            first=min((edge.first for edge in edges if edge.first != OPEN_START), default=None),
            last=max((edge.last for edge in edges if edge.last != OPEN_END), default=None),
            max_rung=None if is_tie else max(edge.rung for edge in edges),
        )
        for (type_, outward, other, is_tie), edges in found.items()
    }


@many
@given(graphs(), sieves(), st.data())
def test_counts_equal_those_of_plain_python(graph: Graph, sieve: Sieve, data: st.DataObject) -> None:
    actor = data.draw(st.integers(0, graph.actors - 1))
    index = index_of(graph)
    found = count_neighbours(index, prepare(index), actor, sieve)
    assert len(set(found)) == len(found)
    assert set(found) == plainly(graph, actor, sieve)


def test_reports_of_one_act_count_once() -> None:
    index = index_of(Graph(2, tuple(Edge(0, 1, day, day) for day in (1, 2, 3))))
    told_twice = replace(index.actions, columns={**index.actions.columns, "cluster": np.array([0, 0, 2], np.uint32)})
    one_act = replace(index, actions=told_twice)
    assert [found.n for found in count_neighbours(one_act, prepare(one_act), 0, Sieve())] == [2]
    assert [found.n for found in count_neighbours(one_act, prepare(one_act), 1, Sieve())] == [2]
