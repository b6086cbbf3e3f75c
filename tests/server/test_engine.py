"""The managed Neo4j for real: started, shared, killed, healed. Slow parts are done once; each test leaves the server running."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import neo4j
import psutil
import pytest
import requests

from graph import engine
from graph.engine import Endpoint
from graph.engine.layout import Layout
from graph.engine.password import Credentials, read_credentials, write_credentials
from graph.engine.process import is_alive
from graph.errors import EngineError, StoreRefused
from graph.settings import ROOT, Settings

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A data directory of this module's own; jars and start-up caches are the user's."""
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("engine"), neo4j_uri="", bolt_port=0, browser_port=0, heap_mb=512, pagecache_mb=128
    )
    yield settings
    engine.stop(settings)


@pytest.fixture
def running(own: Settings) -> Endpoint:
    return engine.ensure_running(own)


def ask(endpoint: Endpoint, query: str) -> list[object]:
    with neo4j.GraphDatabase.driver(endpoint.uri, auth=(endpoint.user, endpoint.password)) as driver:
        return [record.values() for record in driver.execute_query(query, database_=endpoint.database).records]


def pid_of(settings: Settings) -> int:
    pid = engine.status(settings).pid
    assert pid is not None
    return pid


def in_process(settings: Settings, code: str) -> subprocess.Popen[str]:
    """Run Python elsewhere, with the same server."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "RETORSION_DATA_DIR": str(settings.data_dir),
        "RETORSION_HEAP_MB": "512",
        "RETORSION_PAGECACHE_MB": "128",
        "RETORSION_NEO4J_URI": "",
    }
    header = "from graph import engine\nfrom graph.settings import Settings\nsettings = Settings()\n"
    return subprocess.Popen(
        [sys.executable, "-c", header + code], env=environment, stdout=subprocess.PIPE, text=True, cwd=settings.data_dir
    )


def test_two_processes_that_start_at_once_share_one_server(own: Settings) -> None:
    code = "print(engine.ensure_running(settings).uri, engine.status(settings).pid)"
    children = [in_process(own, code) for _ in range(2)]
    answers = [child.communicate(timeout=200)[0].strip() for child in children]
    assert answers[0] == answers[1] == f"{engine.status(own).uri} {pid_of(own)}"
    servers = [
        process for process in psutil.process_iter(["cmdline"]) if f"--home-dir={Layout.of(own).home}" in (process.info["cmdline"] or [])
    ]
    assert len(servers) == 1


def test_it_is_neo4j_with_cypher_25(own: Settings, running: Endpoint) -> None:
    found = dict(zip(["name", "versions"], zip(*ask(running, "CALL dbms.components() YIELD name, versions"), strict=True), strict=True))
    assert ["2026.09.0"] in found["versions"]
    assert ask(running, "LET x = 2 RETURN x") == [[2]], "no prefix needed"
    shown = engine.status(own)
    assert (shown.running, shown.uri, shown.heap_mb, shown.browser_url) == (True, running.uri, 512, None)
    assert shown.store_bytes > 1_000_000


def test_it_is_found_in_a_millisecond(own: Settings, running: Endpoint) -> None:
    start = time.perf_counter()
    assert engine.ensure_running(own) == running
    assert time.perf_counter() - start < 0.2


def test_the_password_is_random_and_only_the_users(own: Settings, running: Endpoint) -> None:
    file = Layout.of(own).credentials
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text("utf-8")) == {"user": "neo4j", "password": running.password, "initial": ""}
    for wrong in ("neo4j", "wrong-password"):
        with (
            neo4j.GraphDatabase.driver(running.uri, auth=("neo4j", wrong)) as driver,
            pytest.raises(neo4j.exceptions.AuthError),
        ):
            driver.verify_connectivity()


def test_load_csv_reaches_neither_files_nor_the_network(own: Settings, running: Endpoint) -> None:
    for url in ("file:///etc/passwd", "http://127.0.0.1:1/x"):
        with pytest.raises(neo4j.exceptions.Neo4jError):
            ask(running, f"LOAD CSV FROM '{url}' AS line RETURN line")


def test_what_was_written_outlives_a_stop(own: Settings, running: Endpoint) -> None:
    ask(running, "MERGE (:Kept {id: 1})")
    start = time.perf_counter()
    assert engine.stop(own) is True
    assert time.perf_counter() - start < 10, "a stop of more than some seconds means that Bolt waits out its quiet periods again"
    assert engine.stop(own) is False
    assert engine.status(own).running is False
    assert ask(engine.ensure_running(own), "MATCH (k:Kept) RETURN k.id") == [[1]]


def test_a_killed_server_is_started_again(own: Settings, running: Endpoint) -> None:
    ask(running, "MERGE (:Kept {id: 2})")
    killed = psutil.Process(pid_of(own))
    killed.kill()
    killed.wait(10)
    assert Layout.of(own).pid_file.exists()
    assert engine.status(own).running is False
    again = engine.ensure_running(own)
    assert pid_of(own) != killed.pid
    assert ask(again, "MATCH (k:Kept {id: 2}) RETURN k.id") == [[2]]


def test_a_lost_record_and_a_half_set_password_heal_on_another_port(own: Settings, running: Endpoint) -> None:
    """As after a crash of ours between the server's start and the end of the password's change, with the usual port taken since."""
    layout, orphan = Layout.of(own), psutil.Process(pid_of(own))
    real = read_credentials(layout.credentials)
    assert real is not None
    layout.pid_file.unlink()
    write_credentials(layout.credentials, Credentials("neo4j", password="the-next-password", initial=real.password))
    port = int(running.uri.rpartition(":")[2])
    with closing(socket.socket()) as holder:
        orphan.kill()
        orphan.wait(10)
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", port))
        holder.listen()
        again = engine.ensure_running(own)
    assert again.uri != running.uri
    assert again.password == "the-next-password"
    assert read_credentials(layout.credentials) == Credentials("neo4j", password="the-next-password")
    assert ask(again, "RETURN 1") == [[1]]


def test_an_orphan_without_a_record_is_replaced_not_doubled(own: Settings, running: Endpoint) -> None:
    orphan = psutil.Process(pid_of(own))
    Layout.of(own).pid_file.unlink()
    engine.ensure_running(own)
    assert not is_alive(orphan)
    assert pid_of(own) != orphan.pid


def test_a_wrong_password_file_is_told_and_leaves_no_server(own: Settings, running: Endpoint) -> None:
    layout = Layout.of(own)
    right = read_credentials(layout.credentials)
    assert right is not None
    engine.stop(own)
    write_credentials(layout.credentials, replace(right, password="not-the-password"))
    with pytest.raises(StoreRefused, match=r"does not accept the password in .*credentials"):
        engine.ensure_running(own)
    assert engine.status(own).running is False
    layout.credentials.unlink()
    with pytest.raises(EngineError, match=r"its password file .* is gone"):
        engine.ensure_running(own)
    write_credentials(layout.credentials, right)


def test_the_browser_is_served_and_nothing_else(own: Settings) -> None:
    """Also: the admin tool works while the server is down."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with_browser = own.model_copy(update={"browser_port": port})
    engine.stop(own)
    run = engine.run_admin(own, "--version")
    assert (run.returncode, run.stdout.strip()) == (0, "2026.09.0")
    endpoint = engine.ensure_running(with_browser)
    url = engine.status(with_browser).browser_url
    assert url == f"http://127.0.0.1:{port}/browser/"
    with requests.Session() as session:
        session.trust_env = False
        assert "<title>Neo4j Browser</title>" in session.get(url, timeout=10).text
        assert session.post(f"http://127.0.0.1:{port}/db/neo4j/query/v2", json={"statement": "RETURN 1"}, timeout=10).status_code == 404
        # The Browser speaks Bolt over a web socket.
        upgrade = {
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==",
            "Sec-WebSocket-Version": "13",
        }
        answer = session.get(endpoint.uri.replace("bolt:", "http:"), headers=upgrade, timeout=10, stream=True)
        assert answer.status_code == 101
        answer.close()
