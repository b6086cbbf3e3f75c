"""Kernels at their size: a real message network, cancelling from another thread, machine code that is found again."""

from __future__ import annotations

import csv
import gzip
import importlib
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph.temporal import compiled
from graph.temporal.journeys import Budget, Found, journeys
from graph.temporal.links import NEVER
from graph.temporal.network import Network
from graph.temporal.reach import Anchor, cone, fewest
from graph.temporal.spread import new_front, spread
from graph.temporal.table import SINCE
from graph.temporal.walk import Sieve, Walk, world_of
from graph.temporal.warm import warm
from tests.temporal_graphs import network_of
from tests.temporal_oracle import Edge, Graph

ROOT = Path(__file__).resolve().parents[2]
COLLEGE = ROOT.parent / "shared/data/collegemsg/collegemsg.csv.gz"


def messages() -> list[tuple[int, int, int]]:
    """Sender, receiver, minute of each message."""
    with gzip.open(COLLEGE, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    began = datetime(2004, 1, 1)  # noqa: DTZ001 (the file has no zone)
    when = [datetime.strptime(row["Timestamp"], "%m/%d/%y %I:%M %p") for row in rows]  # noqa: DTZ007
    minutes = [int((moment - began).total_seconds()) // 60 for moment in when]
    return [(int(row["Source"]), int(row["Target"]), minute) for row, minute in zip(rows, minutes, strict=True)]


def one_pass(rows: list[tuple[int, int, int]], start: int) -> set[int]:
    """Strict journeys by one pass over the messages in time: an actor sends on only what came before."""
    arrived = {start: -1}
    for source, target, minute in sorted(rows, key=lambda row: row[2]):
        if arrived.get(source, minute) < minute:
            arrived.setdefault(target, minute)
    return set(arrived)


@pytest.mark.skipif(not COLLEGE.exists(), reason=f"CollegeMsg is not at {COLLEGE}")
def test_strict_journeys_reach_what_the_literature_counts() -> None:
    rows = messages()
    edges = tuple(Edge(source, target, minute, minute) for source, target, minute in rows if source != target)
    network = network_of(Graph(1 + max(max(row[:2]) for row in rows), edges))
    wanted = one_pass(rows, 1)
    assert len(wanted) == 1_730
    world = world_of(network, Walk())
    front = new_front(network.actors, 100)
    front.times[0, 1] = world[SINCE] - 1
    assert spread(world.table, front, 0) < 100
    assert set(np.flatnonzero(front.times[-1] < NEVER)) == wanted


def dense(actors: int, days: int) -> Network:
    pairs = [(u, v) for u in range(actors) for v in range(actors) if u != v]
    return network_of(
        Graph(actors, tuple(Edge(u, v, (u * 7 + v * 3 + n) % days, (u * 7 + v * 3 + n) % days) for u, v in pairs for n in range(2)))
    )


def test_a_search_ends_when_another_thread_cancels_it() -> None:
    warm()
    network = dense(60, 2_000)
    budget = Budget(expansions=10**9, pool=10**6)
    found: list[Found] = []
    work = threading.Thread(target=lambda: found.append(journeys(network, Walk(max_hops=6), [0], [1], budget=budget)))
    work.start()
    time.sleep(0.05)
    assert work.is_alive(), "the kernel let go of the lock, and is at work"
    budget.cancel[0] = 1
    work.join(timeout=20)
    assert not work.is_alive()
    assert found[0].stopped == "cancelled"


def dispatchers() -> dict[str, Any]:
    modules = [importlib.import_module(f"graph.temporal.{path.stem}") for path in sorted((ROOT / "graph/temporal").glob("*.py"))]
    return {f"{one.py_func.__module__}.{name}": one for module in modules for name, one in vars(module).items() if hasattr(one, "py_func")}


def test_after_warming_no_question_waits_for_a_compiler() -> None:
    warm()
    before = {name: len(one.signatures) for name, one in dispatchers().items()}
    assert sum(before.values()) > 10
    network = dense(8, 50)
    ways: list[dict[str, Any]] = [{"direction": "forward", "ties": "none"}, {"direction": "either", "ties": "standing"}]
    times: list[dict[str, Any]] = [{"order": "forward"}, {"order": "forward", "max_gap": 9}, {"order": "any"}]
    for way in ways:
        for pace in times:
            walk = Walk(**way, **pace, sieve=Sieve(min_confidence=0.1), require=(3,))
            journeys(network, walk, [0], [1, 2])
            cone(network, walk, [0, 1], back=True, anchor=Anchor(3, 9, 0))
            fewest(network, walk, [0], [1])
    assert {name: len(one.signatures) for name, one in dispatchers().items()} == before


def test_machine_code_is_found_again_by_the_next_process() -> None:
    warm()
    program = (
        "from graph.temporal.warm import warm; warm(); from tests.unit.test_temporal_kernels import dispatchers;"
        "print(sum(sum(one.stats.cache_misses.values()) for one in dispatchers().values()))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"


def test_a_changed_source_means_other_machine_code() -> None:
    assert {"sequences", "guide", "links", "walk", "table", "memory"} <= compiled.sources("sequences")
    assert "journeys" not in compiled.sources("sequences")
    assert compiled.cache_dir("sequences") != compiled.cache_dir("guide")
