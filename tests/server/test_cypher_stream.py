"""Free Cypher that never ends: millions of rows through a service of its own, whose memory is looked at, and clients that stop reading."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import neo4j
import psutil
import pytest

from bench.serving import service
from graph.engine import Endpoint
from tests.conftest import found_by_settings

pytestmark = pytest.mark.server
MOST_BYTES, MORE_BYTES = 400_000_000, 20_000_000
ROWS = "UNWIND range(1, $n) AS i RETURN i, 'row ' + toString(i) AS name, i * 0.5 AS half, i % 2 = 0 AS even"
LEFT = "SHOW TRANSACTIONS YIELD metaData WHERE metaData.retorsion = $id RETURN count(*) AS n"


@pytest.fixture(scope="module")
def own(bundled: Endpoint, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, psutil.Process]]:
    """The service as its operator runs it, in a process whose memory is nothing but its own."""
    folder: Path = tmp_path_factory.mktemp("service")
    with pytest.MonkeyPatch.context() as patch, found_by_settings(bundled, patch):
        patch.setenv("RETORSION_DATA_DIR", str(folder))
        patch.setenv("RETORSION_CYPHER_TIMEOUT_S", "900")
        with service("--no-load") as found:
            yield found


def stream(address: str, n: int, id_: str) -> Generator[bytes, None, None]:
    body = {"query": ROWS, "parameters": {"n": n}, "format": "ndjson", "max_rows": n, "id": id_}
    with httpx.stream("POST", f"{address}/v1/cypher", json=body, headers={"Accept-Encoding": "identity"}, timeout=60) as response:
        assert response.status_code == 200, response.read()
        yield from response.iter_raw()


@pytest.mark.parametrize("n", [300_000, pytest.param(10_000_000, marks=pytest.mark.stress)])
def test_all_rows_come_and_memory_stays(n: int, own: tuple[str, psutil.Process], capsys: pytest.CaptureFixture[str]) -> None:
    address, process = own
    before = peak = process.memory_info().rss
    lines, end, began = 0, b"", time.monotonic()
    for piece in stream(address, n, f"rows-{n}"):
        lines, end = lines + piece.count(b"\n"), (end + piece)[-2000:]
        peak = max(peak, process.memory_info().rss)
    took = time.monotonic() - began
    with capsys.disabled():
        megabytes = f"API {before / 1e6:.0f} MB before, at most {peak / 1e6:.0f} MB"
        sys.stdout.write(f"\n{n:,} rows in {took:.1f} s ({n / took:,.0f}/s); {megabytes}\n")
    *_, last, status = end.splitlines()
    assert lines == n + 1
    assert json.loads(last) == {"i": n, "name": f"row {n}", "half": n * 0.5, "even": True}
    assert json.loads(status)["status"]["complete"] is True
    assert json.loads(status)["status"]["truncated"] is False
    assert peak - before < MORE_BYTES
    if n == 10_000_000:  # what the libraries of an environment take themselves is not every run's question
        assert peak < MOST_BYTES


def test_nothing_runs_ahead_of_a_client_and_nothing_goes_on_after_it(own: tuple[str, psutil.Process], cypher: neo4j.Driver) -> None:
    address, process = own
    n, before = 10_000_000, process.memory_info().rss
    with closing(stream(address, n, "left")) as reading:
        next(reading)
        time.sleep(2)
        waiting = httpx.get(f"{address}/v1/cypher/left").json()["data"]
        assert waiting["state"] == "running"
        assert waiting["rows"] < n / 10, "what nobody has read is not made"
        assert process.memory_info().rss - before < MORE_BYTES
    until = time.monotonic() + 5
    while cypher.execute_query(LEFT, id="left").records[0]["n"]:
        assert time.monotonic() < until, "the transaction goes on"
        time.sleep(0.1)
    assert httpx.get(f"{address}/v1/cypher/left").json()["data"]["state"] == "cancelled"
    assert len(list(stream(address, 10, "next"))) >= 1
