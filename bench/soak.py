"""Does the service stay as it is? Many requests by many clients, its memory and files looked at as they pass: `python -m bench.soak`.

The service is a process of its own on the graph of the settings (the bundled chronology after `make demo`). It ends by itself after so many
requests or minutes; its exit code is 1 where memory grew by more than 1 MB in 1,000 requests, files piled up, or a request failed.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Final

import httpx
import numpy as np
import psutil

from bench.measuring import quantiles, say, slope
from bench.serving import service, wait_until_ready

CLIENTS: Final = 32
WARM_UP: Final = 0.2
"""Share of the requests after which memory is looked at: caches and pools fill before."""

MOST_MB: Final = 1.0
"""Of growth in 1,000 requests."""

MOST_FILES: Final = 64
"""Of file descriptors more at the end than after the warm-up."""

QUESTIONS: Final = (
    "/v1/paths?from=Intel&to=APT31",
    "/v1/paths?from=GBR&to=Huawei&order=forward&max_hops=3",
    "/v1/paths?from=USA&to=Wuhan%20XRZ&as_of=2024-03-24",
    "/v1/paths?from=GBR&to=USA&order=forward&direction=forward&ties=none&by=arrival",
    "/v1/reach?actors=GBR&since=2018",
    "/v1/reach?actors=CHN&way=back&ties=standing",
    "/v1/actors/CHN/neighbours",
    "/v1/actors/USA/neighbours?since=2018&kinds=Company",
)


@dataclass(slots=True)
class Seen:
    """What came of the requests so far; `samples` are (requests, MB, open files)."""

    statuses: Counter[int] = field(default_factory=Counter)
    times_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    samples: list[tuple[int, float, int]] = field(default_factory=list)
    done: int = 0


async def ask(address: str, process: psutil.Process, requests: int, minutes: float) -> Seen:
    seen, end = Seen(), time.monotonic() + minutes * 60
    questions = cycle(QUESTIONS)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=httpx.Limits(max_connections=CLIENTS)) as client:

        async def one_client() -> None:
            while seen.done < requests and time.monotonic() < end:
                seen.done += 1
                question = next(questions)
                began = time.perf_counter()
                response = await client.get(question)
                seen.times_ms[question].append((time.perf_counter() - began) * 1e3)
                seen.statuses[response.status_code] += 1
                if seen.done % max(requests // 200, 1) == 0:
                    seen.samples.append((seen.done, process.memory_info().rss / 1e6, process.num_fds()))

        await asyncio.gather(*(one_client() for _ in range(CLIENTS)))
    return seen


def verdict(seen: Seen) -> list[str]:
    """What is wrong; prints the figures."""
    samples = np.array([one for one in seen.samples if one[0] >= WARM_UP * seen.done], float)
    if len(samples) < 10:
        raise SystemExit(f"only {len(samples)} samples after the warm-up: ask for more requests or minutes")
    grows = slope(samples)
    more_files = int(samples[-1, 2] - samples[0, 2])
    say(f"{seen.done:,} requests by {CLIENTS} clients; statuses {dict(seen.statuses)}")
    say(f"memory {samples[0, 1]:.0f} MB after the warm-up, {samples[-1, 1]:.0f} at the end: {grows:+.3f} MB in 1,000 requests")
    say(f"open files {samples[0, 2]:.0f} after the warm-up, {samples[-1, 2]:.0f} at the end")
    for question, times in sorted(seen.times_ms.items()):
        say(f"  {quantiles(times)}  {question}")
    wrong = {
        f"memory grows by {grows:.2f} MB in 1,000 requests": grows > MOST_MB,
        f"{more_files} more open files": more_files > MOST_FILES,
        f"statuses {dict(seen.statuses)}": set(seen.statuses) != {200},
    }
    return [what for what, is_so in wrong.items() if is_so]


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=100_000, help="at most so many (%(default)s)")
    parser.add_argument("--minutes", type=float, default=60, help="at most so long (%(default)s)")
    given = parser.parse_args(arguments)
    with service() as (address, process):
        wait_until_ready(address)
        seen = asyncio.run(ask(address, process, given.requests, given.minutes))
    if wrong := verdict(seen):
        raise SystemExit("; ".join(wrong))


if __name__ == "__main__":
    main(sys.argv[1:])
