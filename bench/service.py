"""The service under what analysts ask, while it loads: `python -m bench.service`. A graph of its own, in a folder that goes afterwards.

Questions come at a fixed rate from this process, whatever the service does (an open loop), and their time runs from when they were due, so
that waiting counts; loads of 2,000 rows run one after another meanwhile, 5 s apart. Told are errors, times by route, memory and open files
of the service; then requests a second by route, beside a bare FastAPI endpoint with a driver that runs the same queries. The exit code is 1
where a request or a load failed, one in a hundred was held back (429; it is sent again when the answer says), memory grew by more than 1 MB
in 1,000 requests after the warm-up, or files piled up.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Final

import httpx
import numpy as np
import psutil

from bench.bare import Asked, peer, recorded
from bench.loaders.table import Shape, write_table
from bench.measuring import quantiles, say, slope
from bench.mixed import MIX, Question, drawn
from bench.serving import service, wait_until_ready
from graph.engine import Endpoint, ensure_running, stop
from graph.engine.ports import any_free
from graph.keys import KeyStore
from graph.settings import Settings, child_environment

SEED: Final = 20240325
BASE_ROWS: Final = 20_000
"""Of a stream that is there before anybody asks."""

PART_ROWS: Final = 2_000
"""Of each load that runs meanwhile."""

PARTS: Final = 100
REST_S: Final = 5.0
"""Between two loads: sources bring a file now and then."""

ANALYSTS: Final = 8
CLIENTS: Final = 8
"""At once, where requests a second are counted."""

WARM_UP: Final = 0.3
"""Share of the requests after which memory is looked at: kernels, pools and the first exports fill it before."""

MOST_MB: Final = 1.0
MOST_FILES: Final = 64
MOST_HELD: Final = 0.01
NO_LIMIT: Final = httpx.Limits(max_connections=None, max_keepalive_connections=256)


@dataclass(slots=True)
class Seen:
    """What came of it; `samples` are (requests, MB of the service, open files, MB of its children)."""

    statuses: Counter[str] = field(default_factory=Counter)
    times_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    samples: list[tuple[int, float, int, float]] = field(default_factory=list)
    loads: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    held: int = 0
    late_ms: float = 0.0
    """The most that a question was sent after it was due: of this process, not of the service."""


@dataclass(frozen=True, slots=True)
class House:
    """The graph of this bench."""

    settings: Settings
    endpoint: Endpoint
    parts: tuple[str, ...]


# --- the graph ---


@contextmanager
def house() -> Iterator[House]:
    with tempfile.TemporaryDirectory(prefix="retorsion-bench-") as folder:
        inbox = Path(folder) / "inbox"
        inbox.mkdir()
        settings = Settings(
            data_dir=Path(folder) / "data", load_dirs=str(inbox), neo4j_uri="", bolt_port=any_free(), rate_per_min=0, concurrency=1024,
            cypher_concurrency=4,
            engine_profile="throughput",
        )  # fmt: skip
        parts = _parts(inbox)
        endpoint = ensure_running(settings)
        try:
            for words in (["chronology"], ["gdelt", str(inbox / "base.export.CSV")]):
                command = [str(Path(sys.executable).with_name("retorsion")), "load", *words]
                subprocess.run(command, env=child_environment(settings), check=True, capture_output=True)
            yield House(settings, endpoint, parts)
        finally:
            stop(settings)


def _parts(inbox: Path) -> tuple[str, ...]:
    """One stream, cut: what is there before, and what comes meanwhile."""
    whole = inbox / "whole"
    write_table(whole, Shape(BASE_ROWS + PARTS * PART_ROWS, seed=SEED))
    names = ["base.export.CSV", *(f"part{n:03}.export.CSV" for n in range(PARTS))]
    with whole.open("rb") as lines:
        for name in names:
            (inbox / name).write_bytes(b"".join(islice(lines, PART_ROWS if name != names[0] else BASE_ROWS)))
    whole.unlink()
    return tuple(names[1:])


# --- asking ---


def warmed(address: str, keys: Sequence[str], seconds: float) -> None:
    """One question after another: a database that has just begun takes three times as long, until Java has compiled what it runs."""
    questions, who, end = drawn(SEED), cycle(keys), time.monotonic() + seconds
    with httpx.Client(base_url=address, timeout=120) as client:
        while time.monotonic() < end:
            one = next(questions)
            client.request(one.method, one.path, json=one.body, headers={"Authorization": f"Bearer {next(who)}"}).raise_for_status()


async def mixed(address: str, keys: Sequence[str], parts: Sequence[str], process: psutil.Process, rate: float, seconds: float) -> Seen:
    seen, ended = Seen(), asyncio.Event()
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=NO_LIMIT) as client, asyncio.TaskGroup() as tasks:
        tasks.create_task(_sample(seen, process, ended))
        tasks.create_task(_load(client, keys[0], parts, seen, ended))
        await _arrive(client, keys, seen, rate, seconds)
        ended.set()
    return seen


async def _arrive(client: httpx.AsyncClient, keys: Sequence[str], seen: Seen, rate: float, seconds: float) -> None:
    loop, questions, who = asyncio.get_running_loop(), drawn(SEED), cycle(keys)
    began = loop.time()
    async with asyncio.TaskGroup() as tasks:
        for number in range(int(rate * seconds)):
            due = began + number / rate
            await asyncio.sleep(due - loop.time())
            seen.late_ms = max(seen.late_ms, (loop.time() - due) * 1e3)
            tasks.create_task(_one(client, next(questions), next(who), seen, due))


async def _one(client: httpx.AsyncClient, question: Question, key: str, seen: Seen, due: float) -> None:
    loop = asyncio.get_running_loop()
    try:
        while (response := await _sent(client, question, key)).status_code == httpx.codes.TOO_MANY_REQUESTS:
            seen.held += 1
            await asyncio.sleep(float(response.headers["retry-after"]))
        status = str(response.status_code) if response.is_success else f"{question.route} {response.status_code} {response.json()['type']}"
    except httpx.HTTPError as error:
        status = f"{question.route} {type(error).__name__}"
    seen.statuses[status] += 1
    seen.times_ms[question.route].append((loop.time() - due) * 1e3)


async def _sent(client: httpx.AsyncClient, question: Question, key: str) -> httpx.Response:
    return await client.request(question.method, question.path, json=question.body, headers={"Authorization": f"Bearer {key}"})


async def _load(client: httpx.AsyncClient, key: str, parts: Sequence[str], seen: Seen, ended: asyncio.Event) -> None:
    """One load after another, with a rest between; those that are repeated find nothing new."""
    headers = {"Authorization": f"Bearer {key}"}
    for part in cycle(parts):
        begun = await client.post("/v1/loads", json={"loader": "gdelt", "files": [part]}, headers=headers)
        where = begun.raise_for_status().headers["location"]
        while not (told := await _ended(client, where, headers)):
            await asyncio.sleep(1)
        seen.loads[told["state"] if told["state"] == "finished" else f"{told['state']}: {told['error']}"] += 1
        seen.rows += (told["rows"] or {}).get("written", 0)
        if ended.is_set():
            return
        await asyncio.sleep(REST_S)


async def _ended(client: httpx.AsyncClient, load: str, headers: Mapping[str, str]) -> dict[str, Any] | None:
    """How a load ended; None while it runs, or where a busy service did not say: such an answer is no fault of the load's."""
    answer = await client.get(load, headers=headers)
    told: dict[str, Any] | None = answer.json()["data"] if answer.is_success else None
    return None if told and told["state"] in ("waiting", "running") else told


async def _sample(seen: Seen, process: psutil.Process, ended: asyncio.Event) -> None:
    while not ended.is_set():
        children = 0
        for child in process.children(recursive=True):
            with_memory = child.as_dict(["memory_info"])["memory_info"]  # None where it has ended meanwhile
            children += with_memory.rss if with_memory else 0
        seen.samples.append((seen.statuses.total(), process.memory_info().rss / 1e6, process.num_fds(), children / 1e6))
        await asyncio.sleep(1)


# --- what came of it ---


def verdict(seen: Seen, rate: float) -> list[str]:
    """What is wrong; prints the figures."""
    done = seen.statuses.total()
    samples = np.array([one for one in seen.samples if one[0] >= WARM_UP * done], float)
    if len(samples) < 10:
        raise SystemExit(f"only {len(samples)} samples after the warm-up: ask for more minutes")
    grows, more_files = slope(samples), int(samples[-1, 2] - samples[0, 2])
    say(f"{done:,} requests at {rate:g}/s; statuses {dict(seen.statuses)}; {seen.held} held back; sent at most {seen.late_ms:.0f} ms late")
    say(f"loads {dict(seen.loads)}, {seen.rows:,} rows written")
    say(f"memory {samples[0, 1]:.0f} MB after the warm-up, {samples[-1, 1]:.0f} at the end: {grows:+.3f} MB in 1,000 requests")
    say(f"its children took {samples[:, 3].max():.0f} MB at most; open files {samples[0, 2]:.0f}, {samples[-1, 2]:.0f} at the end")
    for route, times in sorted(seen.times_ms.items()):
        say(f"  {route:12} {quantiles(times)}  ({len(times)})")
    wrong = {
        f"memory grows by {grows:.2f} MB in 1,000 requests": grows > MOST_MB,
        f"{more_files} more open files": more_files > MOST_FILES,
        f"statuses {dict(seen.statuses)}": set(seen.statuses) != {"200"},
        f"{seen.held} requests held back": seen.held > MOST_HELD * done,
        f"loads {dict(seen.loads)}": set(seen.loads) != {"finished"},
    }
    return [what for what, is_so in wrong.items() if is_so]


def beside(address: str, keys: Sequence[str], house: House, asked: Sequence[Sequence[Asked]], seconds: float) -> None:
    """Requests a second by route, ours and the peer's; nothing is loaded meanwhile."""
    say(f"requests a second by {CLIENTS} clients, {seconds:g} s each; the peer runs the same queries and returns their rows")
    who = cycle(keys)  # a key has one free query at a time
    with peer(house.endpoint, asked) as theirs:
        for number, kind in enumerate(MIX):
            question, queries = kind.questions[0], len(asked[number])
            ours = asyncio.run(_rate(address, partial(_by_turns, question, who), seconds))
            if not queries:
                say(f"  {kind.route:12} {ours:8.1f}  peer      -     (answered without a query)")
                continue
            bare = asyncio.run(_rate(theirs, partial(_bare, number), seconds))
            say(f"  {kind.route:12} {ours:8.1f}  peer {bare:8.1f}  {ours / bare:5.2f} of it  ({queries} queries)")


async def _by_turns(question: Question, who: Iterator[str], client: httpx.AsyncClient) -> httpx.Response:
    return await _sent(client, question, next(who))


async def _bare(number: int, client: httpx.AsyncClient) -> httpx.Response:
    return await client.get(f"/{number}")


async def _rate(address: str, ask: Callable[[httpx.AsyncClient], Awaitable[httpx.Response]], seconds: float) -> float:
    """Of successes; anything else ends the bench. The first second warms up."""
    done = 0
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=NO_LIMIT) as client:

        async def one_client(end: float) -> None:
            nonlocal done
            while time.monotonic() < end:
                response = await ask(client)
                if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
                    await asyncio.sleep(0.05)
                    continue
                response.raise_for_status()
                done += 1

        for span in (1.0, seconds):
            done, began = 0, time.monotonic()
            await asyncio.gather(*(one_client(began + span) for _ in range(CLIENTS)))
        return done / (time.monotonic() - began)


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.service", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=15, help="of questions (%(default)s)")
    parser.add_argument("--rate", type=float, default=30, help="questions a second (%(default)s)")
    parser.add_argument("--warm", type=float, default=90, help="seconds of one question after another before it (%(default)s)")
    parser.add_argument("--each", type=float, default=5, help="seconds to count requests of each route, 0 for none (%(default)s)")
    given = parser.parse_args(arguments)
    say(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with house() as found:
        asked = recorded(found.settings, found.endpoint, [kind.questions[0] for kind in MIX]) if given.each else []
        store = KeyStore(found.settings.data_dir / "keys.json")
        keys = [store.create(f"analyst {n}", ("read", "query", "cypher", "load"))[1] for n in range(ANALYSTS)]
        environment: Mapping[str, str] = child_environment(found.settings)
        with service("--no-load", environment=environment) as (address, process):
            wait_until_ready(address, {"Authorization": f"Bearer {keys[0]}"})
            warmed(address, keys, given.warm)
            seen = asyncio.run(mixed(address, keys, found.parts, process, given.rate, given.minutes * 60))
            wrong = verdict(seen, given.rate)
            if given.each:
                beside(address, keys, found, asked, given.each)
    say(f"load {os.getloadavg()[0]:.1f}")
    if wrong:
        raise SystemExit("; ".join(wrong))


if __name__ == "__main__":
    main(sys.argv[1:])
