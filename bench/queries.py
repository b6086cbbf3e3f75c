"""The library's queries three ways on one database in one run: the bare driver, the store, the guard with its verdicts cached.

    RETORSION_NEO4J_URI=... python -m bench.queries [REPEATS]

The ways take turns, so that a busy machine slows all alike. Printed are medians in milliseconds; the exit code is 1 where over all queries
the store takes more than 1.2 times what the driver takes, or the guard 10 ms more. No measure of what a query itself costs.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import neo4j

from graph.engine import Endpoint, resolve_endpoint
from graph.guard import Ask, Audit, Guard, Limits
from graph.queries import Query, library
from graph.settings import load_settings
from graph.store import Store

NAMES = ("sanctions_by_state", "dyad_timeline", "connection_of_actors", "acts_by_year", "groups_of_state", "evidence_of_action", "hubs")
MOST_TIMES, MOST_MORE_MS = 1.2, 10.0
Way = Callable[[Query], Awaitable[int]]


def by_driver(driver: neo4j.AsyncDriver, database: str) -> Way:
    async def run(query: Query) -> int:
        async with driver.session(database=database, default_access_mode=neo4j.READ_ACCESS, fetch_size=5000) as session:
            result = await session.run("CYPHER 25\n" + query.text, query.bind({}))
            return len([record.data() async for record in result])

    return run


def by_store(store: Store) -> Way:
    async def run(query: Query) -> int:
        return len(await store.read_some(query, query.bind({}), at_most=10_000))

    return run


def by_guard(guard: Guard) -> Way:
    async def run(query: Query) -> int:
        limits: dict[str, Any] = {"max_rows": 10_000, "max_bytes": 16_000_000, "timeout_s": 20.0}
        ask = Ask(id="bench", key="bench", text=query.text, parameters=query.bind({}), format="json", one_at_a_time=False, **limits)
        run = await guard.run(ask)
        await run.body()
        return run.rows

    return run


async def measure(endpoint: Endpoint, repeats: int, folder: Path) -> None:
    driver = neo4j.AsyncGraphDatabase.driver(endpoint.uri, auth=(endpoint.user, endpoint.password), notifications_min_severity="OFF")
    guard = Guard(endpoint, Limits(), Audit(folder / "audit.jsonl"))
    async with driver, Store(endpoint, timeout_s=30) as store:
        ways = {"driver": by_driver(driver, endpoint.database), "store": by_store(store), "guard": by_guard(guard)}
        sys.stdout.write(f"{'query':24}{'rows':>6}{'driver':>9}{'store':>9}{'guard':>9}{'store/driver':>14}{'guard-driver':>14}" + "\n")
        everything: dict[str, list[float]] = {way: [] for way in ways}
        for name in NAMES:
            rows, times = await _one(library()[name], ways, repeats)
            _line(name, rows, {way: statistics.median(found) for way, found in times.items()})
            for way, found in times.items():
                everything[way] += found
        await guard.close()
        overall = {way: statistics.median(found) for way, found in everything.items()}
        _line("all", 0, overall)
        _judge(overall)


async def _one(query: Query, ways: dict[str, Way], repeats: int) -> tuple[int, dict[str, list[float]]]:
    """The first two rounds warm up: plans, verdicts, connections."""
    times: dict[str, list[float]] = {way: [] for way in ways}
    counts = set()
    for round_ in range(repeats + 2):
        for way, run in ways.items():
            began = time.perf_counter()
            counts.add(await run(query))
            if round_ >= 2:
                times[way].append((time.perf_counter() - began) * 1000)
    if len(counts) != 1:
        raise SystemExit(f"{query.name}: the ways give different numbers of rows: {sorted(counts)}")
    return counts.pop(), times


def _line(name: str, rows: int, medians: dict[str, float]) -> None:
    driver, store, guard = medians["driver"], medians["store"], medians["guard"]
    sys.stdout.write(f"{name:24}{rows:6}{driver:9.1f}{store:9.1f}{guard:9.1f}{store / driver:14.2f}{guard - driver:14.1f}" + "\n")


def _judge(medians: dict[str, float]) -> None:
    driver, store, guard = medians["driver"], medians["store"], medians["guard"]
    if store > MOST_TIMES * driver or guard > driver + MOST_MORE_MS:
        raise SystemExit(f"slower than {MOST_TIMES} times the driver, or than {MOST_MORE_MS:.0f} ms more")


def main() -> None:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    with tempfile.TemporaryDirectory() as folder:
        anyio.run(measure, resolve_endpoint(load_settings()), repeats, Path(folder))


if __name__ == "__main__":
    main()
