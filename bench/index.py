"""How fast the temporal index is built, refreshed and published, and how large it is: `python -m bench.index [EVENTS ...] [--neo4j]`.

Arrays need no database. `--neo4j` reads the database that the settings name, as it stands; it writes nothing there.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np

from bench.generate import ACTORS, events, index
from graph.engine import resolve_endpoint
from graph.settings import load_settings
from graph.store import Reader
from graph.temporal.build import build_adjacency, columns_of, joined
from graph.temporal.follow import build_index, read_state
from graph.temporal.layout import HOT, POINTERS, Adjacency, Columns, Index
from graph.temporal.snapshot import publish, read_current

_T = TypeVar("_T")
SIZES: Final = (500_000, 5_000_000, 20_000_000)
REFRESH: Final = 10_000


def timed(work: Callable[[], _T]) -> tuple[tuple[float, float], _T]:
    """Seconds on the wall, which others on the machine lengthen, and of this process's own work."""
    begun, worked = time.perf_counter(), time.process_time()
    made = work()
    return (round(time.perf_counter() - begun, 2), round(time.process_time() - worked, 2)), made


def peak_mb() -> int:
    """Of this process so far; sizes run from the small to the large."""
    unit = 1 if platform.system() == "Darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit // 1_000_000


def from_arrays(count: int) -> dict[str, Any]:
    """Building, publishing, opening, and a load of ten thousand edges taken in and published."""
    columns = events(count)
    build_s, actions = timed(partial(build_adjacency, ACTORS, columns))
    made = replace(index(1, ACTORS), actions=actions)
    del columns
    with tempfile.TemporaryDirectory() as folder:
        publish_s, first = timed(lambda: publish(Path(folder), made, {}))
        open_s, _ = timed(lambda: read_current(Path(folder)))
        merge_s, merged = timed(lambda: taken_in(first.index, count))
        republish_s, _ = timed(lambda: publish(Path(folder), merged, {}, first))
    return {
        "events": count,
        "dyads": actions.dyads,
        "build_wall_cpu_s": build_s,
        "build_events_per_s": round(count / build_s[0]),
        "hot_bytes_per_event": hot_bytes(actions) / count,
        "dyad_bytes_per_event": round(sum(getattr(actions, name).nbytes for name in POINTERS) / count, 2),
        "all_bytes_per_event": round(sum(column.nbytes for column in actions.columns.values()) / count, 2),
        "publish_wall_cpu_s": publish_s,
        "open_and_check_wall_cpu_s": open_s,
        "refresh_10k_merge_wall_cpu_s": merge_s,
        "refresh_10k_publish_wall_cpu_s": republish_s,
        "peak_rss_mb": peak_mb(),
    }


def taken_in(held: Index, count: int) -> Index:
    """Ten thousand new edges, some of dyads that are there and some of new ones."""
    fresh = events(REFRESH, seed=7)
    values = dict(fresh.values) | {"eid": np.arange(count + 1, count + 1 + REFRESH, dtype=np.uint32)}
    columns = joined([columns_of(held.actions), Columns(fresh.source, fresh.target, values)])
    return replace(held, seq=held.seq + 1, actions=build_adjacency(ACTORS, columns))


def hot_bytes(actions: Adjacency) -> int:
    return sum(actions.columns[name].nbytes for name in HOT)


def from_neo4j() -> dict[str, Any]:
    """Reading and building from a database, twice: the first run also plans and compiles its queries."""
    with Reader(resolve_endpoint(load_settings())) as reader:
        state = read_state(reader)
        first_s, _ = timed(lambda: build_index(reader, state))
        second_s, found = timed(lambda: build_index(reader, state))
    edges = found.actions.edges + found.ties.edges
    return {
        "edges": edges,
        "first_wall_cpu_s": first_s,
        "second_wall_cpu_s": second_s,
        "edges_per_s": round(edges / second_s[0]),
        "client_cpu_us_per_edge": round(second_s[1] / max(edges, 1) * 1e6, 2),
    }


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("events", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--neo4j", action="store_true", help="read the database of the settings in place of made arrays")
    given = parser.parse_args(arguments)
    for result in [from_neo4j()] if given.neo4j else map(from_arrays, sorted(given.events)):
        sys.stdout.write(json.dumps(result) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
