"""Paths in time on a made graph, beside Raphtory and networkx: how long, how much memory, how both grow. The graph comes from generate.py.

python -m bench.paths                       # 5 million events, peers included
python -m bench.paths --events 500000 20000000 --no-peers
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import networkx
import numpy as np
import psutil

from bench.generate import ACTORS, EVENTS, FIRST_DAY, SEED, index
from bench.measuring import Times, pairs_of, say, timed
from graph.temporal.journeys import journeys
from graph.temporal.layout import Index
from graph.temporal.network import Network, prepare
from graph.temporal.reach import cone, earliest, fewest
from graph.temporal.table import ACTOR_PTR, CONFIDENCE, DYAD_PTR, DYAD_TARGET, FIRST, INTO_DYAD, INTO_PTR, INTO_SOURCE, LAST, WIDTH
from graph.temporal.walk import Walk
from graph.temporal.warm import warm

QUESTIONS: Final = 200
PEER_QUESTIONS: Final = 5
HOPS: Final = 4

Pair = tuple[int, int]


def asked_pairs(network: Network, count: int, *, busy: bool) -> list[Pair]:
    """Pairs of different actors: any, or drawn by the number of their neighbours, as people ask about those that act."""
    weights = network.degree / network.degree.sum() if busy else None
    return pairs_of(network.actors, count, seed=SEED, weights=weights)


def questions(network: Network) -> Iterator[tuple[str, Callable[[Pair], Any]]]:
    plain, either = Walk(max_hops=HOPS), Walk(max_hops=HOPS, direction="either")
    yield "k=5 journeys, forward", lambda pair: journeys(network, plain, [pair[0]], [pair[1]])
    yield "k=5 journeys, either way", lambda pair: journeys(network, either, [pair[0]], [pair[1]])
    yield "k=5 journeys, gap <= 90 d", lambda pair: journeys(network, Walk(max_hops=HOPS, max_gap=90), [pair[0]], [pair[1]])
    yield "k=5 journeys, order any", lambda pair: journeys(network, Walk(max_hops=HOPS, order="any"), [pair[0]], [pair[1]])
    yield "earliest arrival", lambda pair: earliest(network, plain, [pair[0]], [pair[1]])
    yield "fewest hops", lambda pair: fewest(network, plain, [pair[0]], [pair[1]])
    yield "reach, forward cone", lambda pair: cone(network, plain, [pair[0]])
    yield "reach, backward cone", lambda pair: cone(network, plain, [pair[0]], back=True)


def reach_bytes(network: Network) -> int:
    """What a reach without a filter reads: days of events, dyads, and its own state."""
    read = (ACTOR_PTR, DYAD_TARGET, DYAD_PTR, INTO_PTR, INTO_DYAD, INTO_SOURCE, WIDTH, FIRST, LAST, CONFIDENCE)
    return sum(network.actions[slot].nbytes for slot in read) + network.actors * (HOPS + 1) * 12


def ours(made: Index) -> Network:
    clock = time.perf_counter()
    network = prepare(made)
    ready, size = (time.perf_counter() - clock) * 1e3, reach_bytes(network) / made.actions.edges
    say(f"  made ready in {ready:.0f} ms; a reach reads {size:.1f} B/event")
    for busy in (False, True):
        pairs = asked_pairs(network, QUESTIONS, busy=busy)
        for name, ask in questions(network):
            ask(pairs[0])
            label = f"{name}, {'busy' if busy else 'any'} actors"
            say(f"  {label:42} {timed(ask, pairs)}")
    return network


def raphtory_reach(made: Index, pairs: Sequence[Pair]) -> tuple[Times, int]:
    """Raphtory's reach of the same events, and the memory that its graph takes."""
    import pandas as pd
    from raphtory import Graph, algorithms

    counts = np.diff(made.actions.dyad_ptr)
    table = pd.DataFrame(
        {
            "time": made.actions.columns["first"].astype(np.int64) + 1,
            "source": np.repeat(made.actions.dyad_source, counts).astype(np.uint64),
            "target": np.repeat(made.actions.dyad_target, counts).astype(np.uint64),
        }
    )
    before = psutil.Process(os.getpid()).memory_info().rss
    graph = Graph()
    graph.load_edges(table, time="time", src="source", dst="target")
    used = psutil.Process(os.getpid()).memory_info().rss - before

    def ask(pair: Pair) -> Any:
        return algorithms.temporally_reachable_nodes(graph, HOPS, FIRST_DAY, [pair[0]])

    return timed(ask, pairs), used


def networkx_hops(network: Network, pairs: Sequence[Pair]) -> tuple[Times, Times]:
    """Fewest hops without order: the one of these questions that networkx has."""
    edges = network.actions
    sources = np.repeat(np.arange(network.actors), np.diff(edges[ACTOR_PTR]))
    plain: networkx.DiGraph[int] = networkx.DiGraph(zip(sources.tolist(), edges[DYAD_TARGET].tolist(), strict=True))

    def ask(pair: Pair) -> Any:
        return networkx.has_path(plain, *pair) and networkx.bidirectional_shortest_path(plain, *pair)

    walk = Walk(order="any", max_hops=6)
    return timed(ask, pairs), timed(lambda pair: fewest(network, walk, [pair[0]], [pair[1]]), pairs)


def peers(made: Index, network: Network) -> None:
    pairs = asked_pairs(network, PEER_QUESTIONS, busy=False)
    theirs, used = raphtory_reach(made, pairs)
    mine = timed(lambda pair: cone(network, Walk(max_hops=HOPS), [pair[0]]), pairs)
    say(f"  raphtory reach                             {theirs}  {used / made.actions.edges:.0f} B/event")
    ratio, work = np.median(theirs.wall) / np.median(mine.wall), np.median(theirs.work) / np.median(mine.work)
    say(f"  ours, the same                             {mine}")
    say(f"  reach: {ratio:.1f} times as fast as Raphtory ({work:.1f} by processor), {reach_bytes(network) / used:.1%} of its memory")
    other, same = networkx_hops(network, asked_pairs(network, QUESTIONS, busy=False))
    say(f"  networkx fewest hops, no order             {other}")
    say(f"  ours, the same                             {same}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, nargs="+", default=[EVENTS])
    parser.add_argument("--no-peers", action="store_true")
    asked = parser.parse_args()
    clock = time.perf_counter()
    warm()
    say(f"kernels ready in {time.perf_counter() - clock:.1f} s; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    for events in asked.events:
        made = index(events, ACTORS)
        say(f"{events:,} events, {made.actions.dyads:,} dyads, {ACTORS:,} actors, at most {HOPS} hops")
        network = ours(made)
        if not asked.no_peers:
            peers(made, network)


if __name__ == "__main__":
    main()
