"""The database killed, its disk full, its clock set, the index damaged: what was acknowledged is there, and all goes on by itself."""

from __future__ import annotations

import json
import random
import resource
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import neo4j
import psutil
import pytest

from graph import engine
from graph.digest import digest
from graph.engine import Endpoint, ensure_running, restart, stop
from graph.engine.layout import Layout
from graph.engine.pidfile import read_record, write_record
from graph.engine.ports import any_free
from graph.errors import StoreError
from graph.ingest import Entry, Options, ingest
from graph.model import Citation
from graph.settings import Settings
from graph.store import Writer
from tests.conftest import empty
from tests.facts import bookkeeping_faults, edges
from tests.items import actor, dataset, entry, event, source, state
from tests.serving import served

pytestmark = pytest.mark.server
RECOVERED_S = 60.0
"""For a busy machine; two quiet cores need some 15."""
SMALL = Options(batch_rows=4)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, endpoint: Endpoint) -> Iterator[Settings]:
    """A server of this module's own, to be harmed; `endpoint` says whether there can be one."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("own"), neo4j_uri="", bolt_port=any_free(), index_poll_s=0.2)
    ensure_running(settings)
    yield settings
    stop(settings)


@pytest.fixture
def graph(own: Settings) -> Iterator[neo4j.Driver]:
    """An empty, prepared graph on a server that runs, and the bare driver to look at it."""
    there = ensure_running(own)
    empty(there)
    with neo4j.GraphDatabase.driver(there.uri, auth=(there.user, there.password)) as driver:
        yield driver


def acts(name: str, many: int = 40) -> list[Entry]:
    base = entry(source(f"{name}:s"), state("AAA", name), state("BBB", name), actor(f"{name}:firm"))
    cited = (Citation(source=f"{name}:s"),)
    return [base, *(entry(event(f"{name}:e{n}", f"{name}:AAA", (f"{name}:firm", f"{name}:BBB"), citations=cited)) for n in range(many))]


def server(settings: Settings) -> psutil.Process:
    pid = engine.status(settings).pid
    assert pid is not None
    return psutil.Process(pid)


class Loading:
    """Loads small datasets one after the other and writes down which were acknowledged; one that failed is run again."""

    def __init__(self, settings: Settings) -> None:
        self.acknowledged: list[str] = []
        self.failed = 0
        self._settings, self._ended = settings, threading.Event()
        self._thread = threading.Thread(target=self._load, daemon=True)

    def __enter__(self) -> Loading:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join(60)
        assert not self._thread.is_alive()

    def _load(self) -> None:
        there = ensure_running(self._settings)
        while not self._ended.is_set():
            name = f"d{len(self.acknowledged)}"
            try:
                with Writer(there) as writer:
                    assert ingest(writer, dataset(name), acts(name, 6), SMALL).balanced
                self.acknowledged.append(name)
            except StoreError:
                self.failed += 1
                time.sleep(0.2)


def test_killed_and_started_again_under_load(own: Settings, graph: neo4j.Driver) -> None:
    with served(own, ensure_running(own)) as address, Loading(own) as loading:
        wait_until(lambda: len(loading.acknowledged) >= 3 and code(address, "/v1/actors/AAA") == 200, 60)
        killed = server(own)
        time.sleep(random.uniform(0, 0.3))
        killed.kill()
        killed.wait(10)
        down = {code(address, path) for path in ("/v1/actors/AAA", "/v1/events", "/readyz") for _ in range(3)}
        assert down == {503}
        before = len(loading.acknowledged)
        ensure_running(own)
        begun = time.monotonic()
        wait_until(lambda: code(address, "/v1/actors/AAA") == code(address, "/readyz") == 200, RECOVERED_S)
        wait_until(lambda: code(address, "/v1/paths?from=AAA&to=BBB") == 200, RECOVERED_S)
        assert time.monotonic() - begun < RECOVERED_S
        wait_until(lambda: len(loading.acknowledged) > before + 1, 40)
    there = edges(graph)
    for name in loading.acknowledged:
        assert sum(edge["dataset"] == name for edge in there.values()) == 12, name
    assert bookkeeping_faults(graph) == []


def code(address: str, path: str) -> int:
    answer = httpx.get(address + path, timeout=60)
    assert answer.status_code in (200, 503, 504), answer.text
    return answer.status_code


def wait_until(true: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.1)


@contextmanager
def space_again(process: psutil.Process) -> Iterator[None]:
    """Whatever happened, its files may grow afterwards."""
    try:
        yield
    finally:
        if process.is_running():
            let_grow(process, resource.RLIM_INFINITY)


def let_grow(process: psutil.Process, to: int) -> None:
    """No file of the process is written beyond this length: what a full disk is to it."""
    process.rlimit(resource.RLIMIT_FSIZE, (to, resource.RLIM_INFINITY))


def test_a_disk_that_fills_in_a_load(own: Settings, graph: neo4j.Driver) -> None:
    there, process = ensure_running(own), server(own)
    with Writer(there) as writer:
        ingest(writer, dataset("u"), acts("u"), SMALL)
        whole = digest(writer)
    empty(there)

    def fill(label: str, done: int, total: int, unit: str) -> None:
        if done >= 9:
            let_grow(process, 4096)

    with space_again(process), Writer(there) as writer:
        with pytest.raises(StoreError) as caught:
            ingest(writer, dataset("u"), acts("u"), replace(SMALL, progress=fill))
        assert "disk full" in caught.value.hint, caught.value
        with served(own, there) as address:
            assert code(address, "/v1/actors/AAA") == 503
    again = restart(own)
    assert again == there
    with Writer(again) as writer:
        assert writer.read("graph_state")[0]["seq"] >= 2, "what was acknowledged before is there"
        assert ingest(writer, dataset("u"), acts("u"), SMALL).balanced
        assert digest(writer) == whole
    assert bookkeeping_faults(graph) == []


def test_a_clock_that_is_set_ends_no_server(own: Settings) -> None:
    layout, before = Layout.of(own), ensure_running(own)
    running, process = read_record(layout.pid_file, layout.home), server(own)
    assert running is not None
    for jump_s in (-86_400, 86_400):
        write_record(layout.pid_file, replace(running, create_time=running.create_time + jump_s))
        assert ensure_running(own) == before
        assert server(own) == process
    assert json.loads(layout.pid_file.read_text("utf-8"))["port"] == running.port


@pytest.mark.parametrize("damage", ["flipped", "cut", "gone"])
def test_a_damaged_index_is_built_anew(own: Settings, graph: neo4j.Driver, tmp_path: Path, damage: str) -> None:
    there, told = ensure_running(own), own.model_copy(update={"index_dir": tmp_path})
    with Writer(there) as writer:
        ingest(writer, dataset("u"), acts("u", 6), SMALL)
    question = "/v1/paths?from=AAA&to=BBB"
    with served(told, there) as address:
        wait_until(lambda: code(address, question) == 200, 60)
        right = httpx.get(address + question, timeout=60).json()["data"]
    spoil(max(tmp_path.rglob("*.npy"), key=lambda file: file.stat().st_size), damage)
    with served(told, there) as address:
        wait_until(lambda: code(address, question) == 200, 60)
        answer = httpx.get(address + question, timeout=60).json()
    assert answer["data"] == right
    assert answer["data"]["paths"]


def spoil(file: Path, damage: str) -> None:
    content = bytearray(file.read_bytes())
    file.unlink()  # versions share unchanged arrays as hard links
    content[-1] ^= 0xFF
    if damage != "gone":
        file.write_bytes(content if damage == "flipped" else content[:-8])
