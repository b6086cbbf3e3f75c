"""A network that breaks before the database: every question ends, nothing acknowledged is lost, and all heals by itself."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import httpx
import neo4j
import pytest

from graph.digest import digest
from graph.engine import Endpoint
from graph.errors import StoreError
from graph.ingest import Options
from graph.settings import Settings
from graph.store import Writer
from tests.conftest import empty, load_files
from tests.facts import bookkeeping_faults, one
from tests.faults import Fault, Relay, relayed
from tests.serving import served

pytestmark = pytest.mark.server
QUERY_S = 2.0
HEALED_S = 15.0
QUESTIONS = ("/v1/actors/GBR", "/v1/events?limit=2", "/v1/paths?from=Intel&to=APT31", "/readyz")


@pytest.fixture(scope="module")
def service(bundled: Endpoint, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Relay, str]]:
    own = settings.model_copy(update={"data_dir": tmp_path_factory.mktemp("service"), "query_timeout_s": QUERY_S})
    with relayed(bundled) as (relay, endpoint), served(own, endpoint) as address:
        heals(address, 60)
        yield relay, address


def heals(address: str, seconds: float = HEALED_S) -> float:
    """How long it takes until every question is answered again."""
    begun = time.monotonic()
    while [one for one in QUESTIONS if httpx.get(address + one, timeout=60).status_code != 200]:
        assert time.monotonic() - begun < seconds, [httpx.get(address + one, timeout=60).text for one in QUESTIONS]
        time.sleep(0.1)
    return time.monotonic() - begun


@pytest.mark.parametrize("fault", ["stall", "reset", "refuse", "half-open"])
def test_questions_end_as_problems_and_the_service_heals(service: tuple[Relay, str], fault: Fault) -> None:
    relay, address = service
    relay.set(fault)
    try:
        with ThreadPoolExecutor(len(QUESTIONS)) as pool:
            begun = time.monotonic()
            asked = [pool.submit(httpx.get, address + path, timeout=60) for path in QUESTIONS]
            assert httpx.get(f"{address}/healthz", timeout=5).status_code == 200
            assert time.monotonic() - begun < 2, "the process lives, whatever the database does"
            answers = [one.result() for one in asked]
        assert time.monotonic() - begun < QUERY_S + 15 + 3, "a question waits for a connection, and for its answer, and no longer"
    finally:
        relay.set("none")
    for answer in answers:
        assert answer.status_code in (503, 504), (fault, answer.url, answer.text)
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert answer.status_code == 504 or int(answer.headers["retry-after"]) > 0
        assert "127.0.0.1" not in answer.text, "where the database is concerns the operator alone"
    assert heals(address) < HEALED_S


def test_a_load_over_a_bad_line_is_the_load_over_a_good_one(endpoint: Endpoint, cypher: neo4j.Driver) -> None:
    options = Options(batch_rows=25)
    empty(endpoint)
    with Writer(endpoint) as writer:
        load_files(writer, options=options)
        whole, last = digest(writer), one(cypher, "MATCH (s:IngestState) RETURN s.seq")
    empty(endpoint)
    with relayed(endpoint) as (relay, through), breaking(relay):
        until = time.monotonic() + 60
        while not _loaded(through, options):
            assert time.monotonic() < until, "it never came to its end"
    with Writer(endpoint) as writer:
        assert digest(writer) == whole
    assert one(cypher, "MATCH (s:IngestState) RETURN s.seq") == last
    assert bookkeeping_faults(cypher) == []


def _loaded(through: Endpoint, options: Options) -> bool:
    """Whether a load came to its end; else it is run again, as a person would."""
    try:
        with Writer(through) as writer:
            load_files(writer, options=options)
    except StoreError:
        return False
    return True


@contextmanager
def breaking(relay: Relay) -> Iterator[None]:
    """The line is cut, stalled and cut again while it is used."""
    ended, chance = threading.Event(), random.Random(12)

    def break_it() -> None:
        faults: tuple[Fault, ...] = ("reset", "stall", "reset")
        for fault in faults:
            ended.wait(chance.uniform(0.5, 1.5))
            relay.set(fault)
            ended.wait(0.3)
            relay.set("none")

    thread = threading.Thread(target=break_it, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(5)


def test_more_at_once_than_the_database_takes_wait_their_turn(service: tuple[Relay, str]) -> None:
    """A managed server works on 40 at once and refuses the next: five times as many are asked, each of several queries."""
    _, address = service
    with ThreadPoolExecutor(100) as pool:
        asked = [pool.submit(httpx.get, address + QUESTIONS[number % 2], timeout=60) for number in range(200)]
        statuses = {one.result().status_code for one in asked}
    assert statuses <= {200, 429}, "429 is the gate's: 128 requests at once"
    assert 200 in statuses
    assert heals(address) < HEALED_S


def test_slow_clients_keep_nobody_else(service: tuple[Relay, str]) -> None:
    """Half a request, and an answer that is never read: forty of each."""
    _, address = service
    host, port = urlsplit(address).hostname, urlsplit(address).port
    with ExitStack() as held:
        for number in range(80):
            client = held.enter_context(socket.create_connection((str(host), port or 0), timeout=10))
            request = "GET /v1/vocabulary HTTP/1.1\r\nHost: test\r\nAccept-Encoding: identity\r\n"
            client.sendall((request if number % 2 else request + "\r\n").encode())
        begun = time.monotonic()
        for path in QUESTIONS:
            assert httpx.get(address + path, timeout=30).status_code == 200
        assert time.monotonic() - begun < 10
    assert heals(address) < HEALED_S
