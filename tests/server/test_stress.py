"""Twenty clients at their worst and others who ask on: free Cypher that no timeout stops, on a managed database that must come back.

What each layer refuses is in test_guard.py. Here nothing is refused: these texts may run, and look like honest research.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import neo4j
import numpy as np
import pytest

from bench.serving import service
from graph.engine import Endpoint
from graph.keys import KeyStore
from graph.settings import Settings, load_settings

pytestmark = [pytest.mark.server, pytest.mark.stress]
LIMIT_S, GRACE_S, AGAIN_S = 2.0, 3.0, 30.0
STORM_S = 90.0
LEFT = "SHOW TRANSACTIONS YIELD metaData WHERE metaData.retorsion IS NOT NULL RETURN count(*) AS n"
MANY = "range(1, 1000000000000)"
ENDLESS = {
    "reduce": f"RETURN reduce(a = 0, i IN {MANY} | a + 1) AS x",
    "any": f"RETURN any(i IN {MANY} WHERE i < 0) AS x",
    "comprehension": f"RETURN size([i IN {MANY} WHERE i < 0]) AS x",
    "lazy list": "WITH reduce(l = [1], i IN range(1, 40) | l + l) AS l RETURN size([x IN l WHERE x < 0]) AS x",
    "nested comprehension": "WITH range(1, 999) AS l RETURN size([a IN l WHERE any(b IN l WHERE none(c IN l WHERE c < 0 AND a < b))]) AS x",
    "regular expression": "RETURN 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' =~ '(a|a|aa)+\\\\1b' AS x",
    "all shortest": "MATCH p = ALL SHORTEST (a:State)-[*]-(b:State) RETURN count(p) AS x",
    "any shortest": "MATCH p = ANY SHORTEST (a:Actor)--{1,6}(b:Actor) RETURN count(p) AS x",
    "huge list": "RETURN range(1, 1000000000) AS x",
    "huge text": "RETURN reduce(s = 'abcd', i IN range(1, 26) | s + s) AS x",
    "deep value": "RETURN reduce(l = [], i IN range(1, 200000) | [l]) AS x",
    "planning": "RETURN " + "CASE WHEN rand() > 0.5 THEN " * 55 + "1" + " ELSE 0 END" * 55 + " AS x",
    "replacing": "WITH reduce(s = 'a', i IN range(1, 24) | s + s) AS s RETURN size(replace(s, 'a', left(s, 1000))) AS x",
    "splitting": "RETURN size(split(reduce(s = 'a,', i IN range(1, 25) | s + s), ',')) AS x",
}
STOPPABLE = {
    "counting": f"UNWIND {MANY} AS i RETURN count(i) AS x",
    "product": "MATCH (a), (b), (c), (d) WHERE a.id > b.id AND c.id > d.id AND a.nothing = d.nothing RETURN count(*) AS x",
    "collecting": f"UNWIND {MANY} AS i RETURN size(collect(i)) AS x",
    "sorting": f"UNWIND {MANY} AS i WITH i ORDER BY rand() RETURN count(i) AS x",
    "walking": "MATCH (a:State)-[*1..30]-(b) RETURN count(*) AS x",
    "repeating": "MATCH (a:State)(()--()){1,25}(b) RETURN count(*) AS x",
}
OTHERS: dict[str, tuple[str, str, dict[str, str] | None]] = {
    "paths": ("GET", "/v1/paths?from=Intel&to=APT31", None),
    "reach": ("GET", "/v1/reach?actors=GBR&since=2018", None),
    "hubs": ("POST", "/v1/queries/hubs", {}),
    "dyad_timeline": ("POST", "/v1/queries/dyad_timeline", {}),
}


@dataclass(slots=True)
class Seen:
    """What the clients of the storm and the others were told, and how long each waited."""

    statuses: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    async def ask(self, name: str, client: httpx.AsyncClient, method: str, path: str, **given: object) -> httpx.Response:
        began = time.perf_counter()
        response = await client.request(method, path, **given)  # type: ignore[arg-type]
        self.seconds[name].append(time.perf_counter() - began)
        self.statuses[name][response.status_code] += 1
        return response


@pytest.fixture
def keys(settings: Settings) -> Iterator[KeyStore]:
    """Keys that end with the test: while any is there, nobody is let in without one."""
    path = settings.data_dir / "keys.json"
    yield KeyStore(path)
    path.unlink(missing_ok=True)


@pytest.fixture
def own(bundled: Endpoint, settings: Settings, keys: KeyStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The service as its operator runs it, on this run's managed database."""
    if not bundled.managed:
        pytest.skip("only a managed database is restarted")
    given = {
        "NEO4J_URI": "",
        "DATA_DIR": settings.data_dir,
        "BOLT_PORT": settings.bolt_port,
        "CYPHER_TIMEOUT_S": LIMIT_S,
        "RATE_PER_MIN": 0,
    }
    for name, value in given.items():
        monkeypatch.setenv(f"RETORSION_{name}", str(value))
    load_settings.cache_clear()
    with service("--no-load", "--keep-engine") as (address, _):
        yield address
    load_settings.cache_clear()


def test_others_are_answered_while_twenty_clients_do_their_worst(
    own: str, bundled: Endpoint, keys: KeyStore, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    runaways = {name: keys.create(name, ["cypher"])[1] for name in ENDLESS | STOPPABLE}
    assert len(runaways) == 20
    honest = keys.create("honest", ["read", "query", "cypher"])[1]
    seen, again_s = asyncio.run(storm(own, bundled, runaways, honest))
    lines = [json.loads(line) for line in (settings.data_dir / "audit.jsonl").read_text("utf-8").splitlines()]
    texts = {text: name for name, text in (ENDLESS | STOPPABLE).items()}
    ran: dict[str, list[float]] = defaultdict(list)
    for line in lines:
        if line["query"] in texts and line["ran"]:
            ran[texts[line["query"]]].append(line["ran"])
    suspended = {key.name for key in keys.listed() if key.stopped.startswith("suspended")}
    with capsys.disabled():
        sys.stdout.write(told(seen, ran, suspended, again_s))
    assert len(ran) >= 10, "most kinds had their turn"
    for name in OTHERS:
        assert set(seen.statuses[name]) == {200}, (name, seen.statuses[name])
        assert len(seen.seconds[name]) >= 10
    for name, found in ran.items():
        assert max(found) < LIMIT_S + (2 if name in STOPPABLE else GRACE_S + 1), (name, found)
    assert not any(set(seen.statuses[name]) - {200, 401, 403, 422, 429, 503, 504} for name in runaways), seen.statuses
    assert suspended <= set(ENDLESS), "who can be stopped is not punished"
    assert again_s < AGAIN_S


def told(seen: Seen, ran: dict[str, list[float]], suspended: set[str], again_s: float) -> str:
    lines = ["", f"{sum(map(len, ran.values()))} runaway queries ran; suspended: {', '.join(sorted(suspended)) or 'nobody'}"]
    lines += [f"  {name:22} longest {max(found):5.1f} s  {dict(seen.statuses[name])}" for name, found in sorted(ran.items())]
    for name in OTHERS:
        p50, p95, most = np.quantile(seen.seconds[name], (0.5, 0.95, 1.0))
        lines.append(f"  {name:22} p50 {p50:.2f}  p95 {p95:.2f}  longest {most:.1f} s  {dict(seen.statuses[name])}")
    return "\n".join([*lines, f"itself again after {again_s:.1f} s", ""])


async def storm(address: str, endpoint: Endpoint, runaways: dict[str, str], honest: str) -> tuple[Seen, float]:
    """What was seen, and how long after the last runaway the service was itself again."""
    seen, until = Seen(), time.monotonic() + 60
    limits = httpx.Limits(max_connections=64)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits, headers={"Authorization": f"Bearer {honest}"}) as client:
        while (await client.get(OTHERS["paths"][1])).status_code == 503:
            assert time.monotonic() < until, "the index was not ready within a minute"
            await asyncio.sleep(0.2)
        end = time.monotonic() + STORM_S
        asking = [asyncio.create_task(ask_on(seen, client, name, end)) for name in OTHERS]
        await asyncio.gather(*(run_away(seen, client, name, key, end) for name, key in runaways.items()))
        began = time.monotonic()
        while not await itself(client, endpoint):
            assert time.monotonic() - began < 2 * AGAIN_S, "the service did not come back"
            await asyncio.sleep(0.5)
        again_s = time.monotonic() - began
        await asyncio.gather(*asking)
    return seen, again_s


async def run_away(seen: Seen, client: httpx.AsyncClient, name: str, key: str, end: float) -> None:
    """Until its time is over or its key is suspended."""
    body = {"query": (ENDLESS | STOPPABLE)[name]}
    status = 0
    while time.monotonic() < end and status != 401:
        answer = await seen.ask(name, client, "POST", "/v1/cypher", json=body, headers={"Authorization": f"Bearer {key}"})
        status = answer.status_code
        await asyncio.sleep(0.2)


async def ask_on(seen: Seen, client: httpx.AsyncClient, name: str, end: float) -> None:
    method, path, body = OTHERS[name]
    while time.monotonic() < end:
        await seen.ask(name, client, method, path, json=body)
        await asyncio.sleep(0.2)


async def itself(client: httpx.AsyncClient, endpoint: Endpoint) -> bool:
    """Free Cypher, the library and paths are answered, and no ended query holds a core."""
    if await asyncio.to_thread(left, endpoint):
        return False
    free = await client.post("/v1/cypher", json={"query": "MATCH (a:Actor) RETURN count(a) > 0 AS some"})
    others = [await client.request(method, path, json=body) for method, path, body in OTHERS.values()]
    return all(one.status_code == 200 for one in [free, *others])


def left(endpoint: Endpoint) -> bool:
    """Whether a free query is still there, or the database is not."""
    try:
        with neo4j.GraphDatabase.driver(endpoint.uri, auth=(endpoint.user, endpoint.password)) as driver:
            return bool(driver.execute_query(LEFT).records[0]["n"])
    except neo4j.exceptions.ServiceUnavailable:
        return True
