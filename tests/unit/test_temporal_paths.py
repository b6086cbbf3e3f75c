"""Journeys, earliest and fewest, cones: equal to trying everything, on thousands of small random graphs and for every option."""

from __future__ import annotations

from itertools import pairwise
from math import inf, prod

import networkx
import pytest
from hypothesis import HealthCheck, assume, given, settings

from graph.errors import QuestionError
from graph.temporal.answer import Hop
from graph.temporal.journeys import Budget, journeys
from graph.temporal.misses import nearest_misses
from graph.temporal.reach import NO_DAY, Anchor, cone, earliest, fewest
from graph.temporal.walk import Sieve, Walk
from tests import temporal_oracle as oracle
from tests.temporal_graphs import edges_of, network_of, questions
from tests.temporal_oracle import Edge, Graph

Question = tuple[Graph, Walk, list[int], list[int]]

many = settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
some = settings(many, max_examples=250)


def edges_shown(graph: Graph, hops: tuple[Hop, ...]) -> list[Edge]:
    kinds = {tie: edges_of(graph, ties=tie) for tie in (False, True)}
    return [kinds[hop.link.is_tie][hop.link.eid] for hop in hops]


@many
@given(questions())
def test_journeys_equal_trying_everything(question: Question) -> None:
    graph, walk, starts, goals = question
    assume(goals)
    found = journeys(network_of(graph), walk, starts, goals, k=4)
    wanted = oracle.best_journeys(graph, walk, starts, goals, 4)
    assert [(round(one.cost * 1_000_000), one.actors) for one in found.journeys] == wanted
    assert found.stopped == ""
    assert found.floor == inf
    assert len(found.journeys) <= found.sequences


@some
@given(questions())
def test_edges_of_a_journey_are_those_that_fit(question: Question) -> None:
    graph, walk, starts, goals = question
    assume(goals)
    for journey in journeys(network_of(graph), walk, starts, goals, k=2).journeys:
        chains = oracle.chains(graph, walk, journey.actors)
        shown = edges_shown(graph, journey.hops)
        assert tuple(shown) in {tuple(chain) for chain in chains}
        assert journey.exact
        assert journey.combinations == len(chains)
        for i, hop in enumerate(journey.hops):
            fitting = {id(chain[i]): chain[i] for chain in chains}.values()
            assert hop.n == len(fitting)
            assert len(hop.others) == min(3, hop.n - 1)
            dated = [e for e in fitting if not e.is_tie] or list(fitting)
            assert (hop.first, hop.last) == (min(e.first for e in dated), max(e.last for e in dated))


@some
@given(questions())
def test_orders_tell_certain_from_possible(question: Question) -> None:
    graph, walk, starts, goals = question
    assume(goals and walk.order == "forward")
    step = 0 if walk.same_day else 1
    for journey in journeys(network_of(graph), walk, starts, goals, k=2).journeys:
        dated = [hop for hop in journey.hops if not hop.link.is_tie]
        assert all(hop.order == "standing" for hop in journey.hops if hop.link.is_tie)
        assert not dated or dated[0].order == "start"
        for one, two in pairwise(dated):
            a, b = one.link, two.link
            every = all(
                step <= y - x and (walk.max_gap is None or y - x <= walk.max_gap)
                for x in range(a.first, a.last + 1)
                for y in range(b.first, b.last + 1)
            )
            assert two.order == ("certain" if every else "possible")


@many
@given(questions())
def test_cones_equal_trying_everything(question: Question) -> None:
    graph, walk, starts, _ = question
    network = network_of(graph)
    for back in (False, True):
        found = cone(network, walk, starts, back=back)
        told = {int(v): (None if d == NO_DAY else int(d), int(h)) for v, d, h in zip(found.actors, found.days, found.hops, strict=True)}
        assert told == oracle.cone(graph, walk, starts, back=back)
        assert not found.partial
        for v in found.actors[:3]:
            way = found.way(int(v))
            assert (way.actors[0] if back else way.actors[-1]) == v
            assert (way.actors[-1] if back else way.actors[0]) in starts
            assert len(way.hops) == told[int(v)][1]
            assert oracle.chain_holds(walk, edges_shown(graph, way.hops))


@some
@given(questions())
def test_cones_of_an_event_equal_trying_everything(question: Question) -> None:
    graph, walk, _, _ = question
    actions = edges_of(graph)
    assume(actions and walk.order == "forward" and not {actions[0].source, actions[0].target} & set(walk.exclude))
    event = actions[0]
    network = network_of(graph)
    position = int((network.actions[-1] == 0).nonzero()[0][0])
    anchor = Anchor(event.first, event.last, position)
    for back, start in ((False, event.target), (True, event.source)):
        found = cone(network, walk, [start], back=back, anchor=anchor)
        told = {int(v): (int(d), int(h)) for v, d, h in zip(found.actors, found.days, found.hops, strict=True)}
        assert told == oracle.cone(graph, walk, [start], back=back, anchor=(event.first, event.last), skip=event)


@many
@given(questions())
def test_earliest_and_fewest_equal_trying_everything(question: Question) -> None:
    graph, walk, starts, goals = question
    assume(goals)
    network = network_of(graph)
    all_states = oracle.states(graph, walk, starts)
    reached = {state: hops for state, hops in all_states.items() if state[0] in goals}
    first, short = earliest(network, walk, starts, goals), fewest(network, walk, starts, goals)
    if not reached:
        assert first is None
        assert short is None
        return
    assert first is not None
    assert short is not None
    best = min((-1 if day is None else day, hops) for (_, day), hops in reached.items())
    assert (-1 if first.day == NO_DAY else first.day, len(first.hops)) == best
    for way in (first, short):
        assert oracle.chain_holds(walk, edges_shown(graph, way.hops))
        assert way.actors[0] in starts
        assert way.actors[-1] in goals
    if walk.max_gap is None:
        assert len(short.hops) == min(reached.values())


@some
@given(questions())
def test_fewest_hops_without_order_are_those_of_networkx(question: Question) -> None:
    graph, _, starts, goals = question
    assume(goals)
    plain: networkx.DiGraph[int] = networkx.DiGraph((e.source, e.target) for e in graph.edges if not e.is_tie)
    plain.add_nodes_from(range(graph.actors))
    plain.remove_nodes_from(graph.unnamed - {starts[0], goals[0]})
    way = fewest(network_of(graph), Walk(order="any", max_hops=6), starts[:1], goals[:1])
    if not networkx.has_path(plain, starts[0], goals[0]):
        assert way is None
    else:
        assert way is not None
        assert len(way.hops) == networkx.shortest_path_length(plain, starts[0], goals[0])


@some
@given(questions())
def test_nearest_misses_are_ways_and_each_condition_was_in_the_way(question: Question) -> None:
    graph, walk, starts, goals = question
    assume(goals)
    network = network_of(graph)
    assume(fewest(network, walk, starts, goals) is None)
    for miss in nearest_misses(network, walk, starts, goals):
        assert miss.loosened
        assert miss.walk != walk
        assert oracle.chain_holds(miss.walk, edges_shown(graph, miss.way.hops))


TOY = Graph(3, (Edge(0, 1, 1, 1), Edge(0, 1, 50, 50), Edge(1, 2, 60, 60)))


def test_with_a_limit_to_gaps_the_earliest_arrival_is_not_enough() -> None:
    network = network_of(TOY)
    (journey,) = journeys(network, Walk(max_gap=20), [0], [2]).journeys
    assert [hop.link.first for hop in journey.hops] == [50, 60]
    assert journey.hops[0].n == 1
    way = earliest(network, Walk(max_gap=20), [0], [2])
    assert way is not None
    assert [hop.link.first for hop in way.hops] == [50, 60]
    assert not journeys(network, Walk(max_gap=9), [0], [2]).journeys
    assert [miss.loosened for miss in nearest_misses(network, Walk(max_gap=9), [0], [2])] == [("max_gap",), ("order",)]


def test_strict_order_is_not_the_order_of_one_day() -> None:
    network = network_of(Graph(3, (Edge(0, 1, 5, 5), Edge(1, 2, 5, 5))))
    assert not journeys(network, Walk(), [0], [2]).journeys
    (journey,) = journeys(network, Walk(same_day=True), [0], [2]).journeys
    assert [hop.order for hop in journey.hops] == ["start", "certain"]


def test_days_are_chosen_for_the_whole_chain_at_once() -> None:
    """Each two of these may follow one another; all three may not."""
    edges = (Edge(0, 1, 5, 5), Edge(1, 2, 1, 6), Edge(2, 3, 6, 6))
    assert not journeys(network_of(Graph(4, edges)), Walk(), [0], [3]).journeys
    assert journeys(network_of(Graph(4, edges)), Walk(same_day=True), [0], [3]).journeys


def test_parallel_edges_are_counted_and_not_listed() -> None:
    edges = [Edge(u, u + 1, day, day) for u in range(3) for day in range(100 * u, 100 * u + 90)]
    (journey,) = journeys(network_of(Graph(4, tuple(edges))), Walk(), [0], [3]).journeys
    assert journey.combinations == prod([90] * 3)
    assert [len(hop.others) for hop in journey.hops] == [3, 3, 3]


def test_too_many_combinations_are_told_as_not_exact() -> None:
    edges = [Edge(u, u + 1, 9_000 * u + n, 9_000 * u + n) for u in range(5) for n in range(9_000)]
    (journey,) = journeys(network_of(Graph(6, tuple(edges))), Walk(max_hops=5), [0], [5]).journeys
    assert not journey.exact
    assert journey.combinations == pytest.approx(9_000.0**5)


def test_a_budget_and_a_cancel_end_the_work_and_say_so() -> None:
    network = network_of(TOY)
    assert journeys(network, Walk(), [0], [2], budget=Budget(expansions=1)).stopped == "expansions"
    budget = Budget()
    budget.cancel[0] = 1
    assert journeys(network, Walk(), [0], [2], budget=budget).stopped == "cancelled"
    assert earliest(network, Walk(), [0], [2], budget=budget) is None
    assert cone(network, Walk(), [0], budget=budget).partial
    assert cone(network, Walk(max_gap=20), [0], budget=budget).partial


def test_a_full_pool_says_that_there_is_more() -> None:
    edges = tuple(Edge(u, v, d, d) for w in range(2, 8) for u, v, d in ((0, w, 1), (w, 1, 2)))
    found = journeys(network_of(Graph(8, edges)), Walk(), [0], [1], k=2, budget=Budget(pool=4))
    assert (found.stopped, found.sequences) == ("enough", 4)
    assert found.floor <= min(one.cost for one in found.journeys)


def test_questions_that_cannot_be_asked_are_refused() -> None:
    network = network_of(TOY)
    with pytest.raises(QuestionError, match="both a start and a goal"):
        journeys(network, Walk(), [0, 1], [1])
    with pytest.raises(QuestionError, match="is excluded"):
        earliest(network, Walk(exclude=(0,)), [0], [1])
    with pytest.raises(QuestionError, match="max_hops is 7"):
        Walk(max_hops=7)
    with pytest.raises(QuestionError, match="order=forward"):
        Walk(order="any", max_gap=3)
    with pytest.raises(QuestionError, match="required and left out"):
        Walk(require=(1,), avoid=(1,))


def test_a_confidence_between_two_percents_asks_for_the_higher() -> None:
    network = network_of(Graph(2, (Edge(0, 1, 1, 1, confidence=50),)))
    assert earliest(network, Walk(sieve=Sieve(min_confidence=0.5)), [0], [1]) is not None
    assert earliest(network, Walk(sieve=Sieve(min_confidence=0.505)), [0], [1]) is None
