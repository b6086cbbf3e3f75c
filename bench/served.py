"""Paths over a real database and a real socket: `/v1/paths` with its evidence beside the same question in Cypher 25, in one run.

The graph is the one of the settings, as it stands; nothing is written. Five million events of GDELT's shape get there by
`python -m bench.loaders.table 5000000 table.export.CSV && retorsion load gdelt table.export.CSV`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any, Final

import httpx
import neo4j
import numpy as np

from bench.measuring import pairs_of, say, timed
from bench.serving import service, wait_until_ready
from graph import answers
from graph.answers import Filter, PathOptions
from graph.engine import Endpoint, resolve_endpoint
from graph.session import Graph, open_graph
from graph.settings import load_settings

HOPS: Final = 4
SEED: Final = 20240326
PEER_TIMEOUT_S: Final = 20

PEER: Final = """
MATCH (a:Actor {id: $source}), (b:Actor {id: $target})
CALL (a, b) {
  MATCH p = (a) (()-[e WHERE e.date IS NOT NULL]->()){1,4} (b)
  WHERE allReduce(last = date('0001-01-01'), x IN e | CASE WHEN x.date > last THEN x.date END, last IS NOT NULL)
  RETURN [x IN e | x.id] AS events ORDER BY size(events) LIMIT 5
}
RETURN events
"""
"""What a person writes without an index of time: five paths of at most four hops, each link later than the one before."""

Pair = tuple[str, str]


def actors_of(graph: Graph, count: int) -> list[Pair]:
    """Pairs of different actors that act at all."""
    index = graph.index().current()
    active = np.flatnonzero(np.diff(index.actions.actor_ptr))
    names = index.catalogue.actors
    return [(names[a], names[b]) for a, b in pairs_of(active, count, seed=SEED)]


def told(name: str, times: np.ndarray[Any, Any], more: str = "") -> None:
    p50, p95 = np.quantile(times, (0.5, 0.95))
    say(f"{name:44} p50 {p50:9.1f}  p95 {p95:9.1f} ms  ({len(times)} questions) {more}")


def over_http(pairs: Sequence[Pair]) -> dict[str, np.ndarray[Any, Any]]:
    with service("--no-load") as (address, _), httpx.Client(base_url=address, timeout=60) as client:

        def get(path: str, **words: Any) -> None:
            client.get(path, params=words).raise_for_status()

        def paths(pair: Pair, **words: Any) -> None:
            get("/v1/paths", **{"from": pair[0], "to": pair[1], "max_hops": HOPS, **words})

        wait_until_ready(address)
        forward = {"order": "forward", "direction": "forward", "ties": "none"}
        questions: dict[str, Callable[[Pair], Any]] = {
            "HTTP, five paths in the order of time": lambda pair: paths(pair, **forward),
            "HTTP, five paths, the page's defaults": paths,
            "HTTP, earliest arrival": lambda pair: paths(pair, by="arrival", **forward),
            "HTTP, reach, the first 50": lambda pair: get("/v1/reach", actors=pair[0]),
            "HTTP, neighbours counted": lambda pair: get(f"/v1/actors/{pair[0]}/neighbours"),
        }
        found = {}
        for name, ask in questions.items():
            timed(ask, pairs[:10])
            found[name] = timed(ask, pairs).wall
        return found


def in_cypher(endpoint: Endpoint, pairs: Sequence[Pair]) -> tuple[np.ndarray[Any, Any], int]:
    """Times, and how many were cut off."""
    cut = 0
    query = neo4j.Query(PEER, timeout=PEER_TIMEOUT_S)
    with neo4j.GraphDatabase.driver(endpoint.uri, auth=(endpoint.user, endpoint.password), notifications_min_severity="OFF") as driver:

        def ask(pair: Pair) -> None:
            nonlocal cut
            with driver.session(database=endpoint.database) as session:
                try:
                    session.run(query, source=pair[0], target=pair[1]).consume()
                except (neo4j.exceptions.ClientError, neo4j.exceptions.TransientError) as error:
                    if not any(word in str(error.code) for word in ("Timeout", "TimedOut", "MemoryLimit")):
                        raise
                    cut += 1

        return timed(ask, pairs).wall, cut


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.served", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questions", type=int, default=200, help="of each kind (%(default)s)")
    parser.add_argument("--peer", type=int, default=5, help="in Cypher, 0 for none (%(default)s)")
    given = parser.parse_args(arguments)
    settings = load_settings()
    with open_graph(settings) as graph:
        index = graph.index().current()
        say(f"{index.actions.edges:,} actions, {index.actions.dyads:,} dyads, {index.actions.actors:,} actors, at most {HOPS} hops")
        pairs = actors_of(graph, given.questions)
        options = PathOptions(max_hops=HOPS, order="forward", direction="forward", ties="none")
        inside = timed(lambda pair: graph.ask(answers.paths, *pair, options=options, filter=Filter()), pairs).wall
        told("Python, five paths in the order of time", inside)
    found = over_http(pairs)
    for name, times in found.items():
        told(name, times)
    if not given.peer:
        return
    theirs, cut = in_cypher(resolve_endpoint(settings), pairs[: given.peer])
    told("Cypher 25, QPP and allReduce, the same", theirs, f"{cut} cut off at {PEER_TIMEOUT_S} s")
    ratio = np.median(theirs) / np.median(next(iter(found.values())))
    say(f"Cypher takes {ratio:.0f} times as long{' or more' if cut else ''} as HTTP with evidence")


if __name__ == "__main__":
    main(sys.argv[1:])
