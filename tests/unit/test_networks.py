"""Answers as networkx graphs: nothing lost, edges as they stand, and a clear word where an answer is no graph."""

from __future__ import annotations

from typing import Any

import networkx
import pytest

from graph.answers import Answer, to_networkx

ACTORS = {id_: {"id": id_, "name": id_.upper(), "kind": "state"} for id_ in ("a", "b", "c")}
EVENTS = {"e1": {"id": "e1", "action": "ban", "date": "2024-03-24"}, "e2": {"id": "e2", "action": "expel", "date": "2024-03-25"}}


def hop(source: str, target: str, event: str, asserted: str = "forward") -> dict[str, Any]:
    return {"source": source, "target": target, "event": event, "edge_type": "BANNED", "asserted": asserted, "n": 2}


def answer(data: Any) -> Answer:
    return Answer(data, {"from": "a"}, actors=ACTORS, events=EVENTS)


def test_parallel_edges_of_a_subgraph_stay_apart() -> None:
    edges = [{"id": id_, "source": "a", "target": "b", "edge_type": "BANNED", "rung": rung} for id_, rung in (("x", 3), ("y", 4))]
    graph = answer({"nodes": ["a", "b", "c"], "edges": edges}).to_networkx()
    assert isinstance(graph, networkx.MultiDiGraph)
    assert set(graph) == {"a", "b", "c"}
    assert {key: told["rung"] for key, told in graph["a"]["b"].items()} == {"x": 3, "y": 4}
    assert graph.nodes["c"]["name"] == "C"
    assert graph.graph["question"] == {"from": "a"}


def test_paths_share_edges_and_keep_their_order_and_direction() -> None:
    first, second = [hop("a", "b", "e1"), hop("b", "c", "e2", "backward")], [hop("a", "b", "e1")]
    graph = answer({"paths": [{"hops": first}, {"hops": second}], "any_holds": None}).to_networkx()
    assert sorted(graph.edges(keys=True)) == [("a", "b", "e1"), ("c", "b", "e2")]
    assert graph.graph["paths"] == [[("a", "b", "e1"), ("c", "b", "e2")], [("a", "b", "e1")]]
    assert graph.edges["c", "b", "e2"] | {"date": "2024-03-25", "n": 2} == graph.edges["c", "b", "e2"]


def test_misses_and_cones_are_ways_too() -> None:
    missed = answer({"paths": [], "near_misses": [{"hops": [hop("a", "c", "e2")]}]}).to_networkx()
    assert missed.graph["paths"] == [[("a", "c", "e2")]]
    cone = answer({"way": "onward", "from": ["c"], "reached": 1, "actors": [{"actor": "b", "way": [hop("a", "b", "e1")]}]})
    assert set(cone.to_networkx()) == {"a", "b", "c"}


def test_the_json_of_an_answer_gives_the_same_graph() -> None:
    one = answer({"paths": [{"hops": [hop("a", "b", "e1")]}]})
    assert networkx.utils.graphs_equal(one.to_networkx(), to_networkx(one.envelope()))


def test_other_answers_are_no_graphs() -> None:
    for data in ({"events": ["e1"]}, ["e1"], None):
        with pytest.raises(TypeError, match="paths, reach and subgraphs"):
            answer(data).to_networkx()
