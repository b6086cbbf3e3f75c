"""Small random graphs and walks for the tests of questions in time, and the index that a small graph makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from hypothesis import strategies as st

from graph.temporal.build import build_adjacency
from graph.temporal.layout import DTYPES, OPEN_END, OPEN_START, UNKNOWN_DAY, Adjacency, Catalogue, Columns, Index
from graph.temporal.network import Network, prepare
from graph.temporal.walk import Sieve, Walk
from tests.temporal_oracle import Edge, Graph

DAYS = 9
EPOCH = date(1970, 1, 1)


def network_of(graph: Graph) -> Network:
    return prepare(index_of(graph))


def index_of(graph: Graph) -> Index:
    n = graph.actors
    names = Catalogue(
        actors=tuple(f"actor:{v}" for v in range(n)),
        kinds=np.array([v in graph.person for v in range(n)], np.uint8),
        unnamed=np.array([v in graph.unnamed for v in range(n)], np.uint8),
        kind_names=("State", "Person"),
        actions=graph.actions,
        action_types=graph.types,
        datasets=graph.datasets,
    )
    kinds = [[e for e in graph.edges if e.is_tie is is_tie] for is_tie in (False, True)]
    actions, ties = (adjacency_of(n, edges) for edges in kinds)
    return Index("e", 1, names, actions, ties)


def adjacency_of(actors: int, edges: Sequence[Edge]) -> Adjacency:
    values = {name: np.zeros(len(edges), dtype) for name, dtype in DTYPES.items()}
    for name in ("first", "last", "confidence", "rung", "action", "status", "assertion", "dataset", "seq"):
        values[name][:] = [getattr(e, name) for e in edges]
    values["eid"][:] = values["cluster"][:] = np.arange(len(edges))
    values["published"][:] = [UNKNOWN_DAY if e.published is None else e.published for e in edges]
    source, target = (np.array([getattr(e, end) for e in edges], np.int32) for end in ("source", "target"))
    return build_adjacency(actors, Columns(source, target, values))


def edges_of(graph: Graph, *, ties: bool = False) -> list[Edge]:
    """The edges by their eid."""
    return [e for e in graph.edges if e.is_tie is ties]


def day(number: int) -> date:
    return EPOCH + timedelta(days=number)


@st.composite
def edges(draw: st.DrawFn, actors: int) -> Edge:
    source = draw(st.integers(0, actors - 1))
    target = draw(st.integers(0, actors - 2))
    first = draw(st.integers(0, DAYS - 1))
    made = Edge(
        source=source,
        target=target + (target >= source),
        first=first,
        last=first + draw(st.sampled_from((0, 0, 0, 1, 3))),
        confidence=draw(st.sampled_from((0, 40, 55, 80, 80, 95, 99))),
        rung=draw(st.integers(-1, 3)),
        action=draw(st.integers(0, 1)),
        status=draw(st.integers(0, 3)),
        assertion=draw(st.integers(0, 3)),
        dataset=draw(st.integers(0, 1)),
        published=draw(st.one_of(st.none(), st.integers(0, DAYS + 3))),
        seq=draw(st.integers(1, 3)),
    )
    if draw(st.integers(0, 4)) > 0:
        return made
    return replace(made, is_tie=True, first=draw(st.sampled_from((OPEN_START, first))), last=draw(st.sampled_from((OPEN_END, made.last))))


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    actors = draw(st.integers(3, 6))
    some = draw(st.lists(edges(actors), min_size=2, max_size=12))
    few = st.frozensets(st.integers(0, actors - 1), max_size=1)
    return Graph(actors, tuple(some), unnamed=draw(few), person=draw(few))


@st.composite
def sieves(draw: st.DrawFn) -> Sieve:
    """Mostly no condition, else one or two."""
    maybe = st.integers(0, 5).map(lambda n: n == 0)
    given: dict[str, Any] = {
        "types": draw(st.sampled_from((("T0",), ("T1", "T0")))) if draw(maybe) else (),
        "actions": ("a1",) if draw(maybe) else (),
        "status": ("executed", "ended") if draw(maybe) else (),
        "assertion": ("confirmed", "alleged") if draw(maybe) else (),
        "datasets": ("d0",) if draw(maybe) else (),
        "min_confidence": 0.5 if draw(maybe) else 0.0,
        "min_rung": 1 if draw(maybe) else None,
        "as_of": day(draw(st.integers(2, DAYS))) if draw(maybe) else None,
    }
    if draw(maybe):
        clock = draw(st.sampled_from(("happened", "happened", "published", "loaded")))
        low, high = sorted((draw(st.integers(0, DAYS)), draw(st.integers(0, DAYS))))
        given |= {"clock": clock} | ({"first_seq": 2} if clock == "loaded" else {"since": day(low), "until": day(high)})
    return Sieve(**given)


@st.composite
def walks(draw: st.DrawFn, actors: int) -> Walk:
    order: Any = draw(st.sampled_from(("forward", "forward", "forward", "any")))
    someone = st.integers(0, actors - 1)
    maybe = st.integers(0, 7).map(lambda n: n == 0)
    required = (draw(someone),) if draw(maybe) else ()
    return Walk(
        order=order,
        direction=draw(st.sampled_from(("forward", "either"))),
        ties=draw(st.sampled_from(("none", "standing"))),
        same_day=draw(st.booleans()),
        max_gap=draw(st.sampled_from((None, None, 1, 2, 4))) if order == "forward" else None,
        max_hops=draw(st.integers(1, 4)),
        sieve=draw(sieves()),
        kinds=("State",) if draw(maybe) else (),
        avoid=tuple({draw(someone)} - set(required)) if draw(maybe) else (),
        exclude=tuple({draw(someone)} - set(required)) if draw(maybe) else (),
        require=required,
        max_degree=draw(st.integers(1, 3)) if draw(maybe) else None,
    )


@st.composite
def questions(draw: st.DrawFn) -> tuple[Graph, Walk, list[int], list[int]]:
    """A graph, a walk, and starts and goals that have nobody in common."""
    graph = draw(graphs())
    walk = draw(walks(graph.actors))
    order = draw(st.permutations([v for v in range(graph.actors) if v not in walk.exclude]))
    starts = draw(st.integers(1, max(1, len(order) // 2 - 1)))
    goals = draw(st.integers(1, max(1, len(order) - starts - 1)))
    return graph, walk, order[:starts], order[starts : starts + goals]
