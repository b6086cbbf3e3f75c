"""The service about itself, without a database: counts, logs, and requests that are finished when it is told to end."""

from __future__ import annotations

import json
import logging
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import anyio
import httpx
import pytest
from anyio.from_thread import start_blocking_portal

from api.app import create_app
from api.logs import JsonLines, logging_to_stderr
from api.metrics import Metrics
from api.server import Server, configured, listening
from graph.engine import Endpoint
from graph.settings import Settings, child_environment

NOWHERE = Endpoint("bolt://127.0.0.1:1", "nobody", "nothing", database="neo4j", managed=False)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[tuple[str, Server]]:
    """On a real socket, with one route that takes its time."""
    app = create_app(Settings(data_dir=tmp_path), NOWHERE)

    async def slow() -> dict[str, bool]:
        await anyio.sleep(1.0)
        return {"whole": True}

    app.add_api_route("/slow", slow, include_in_schema=False)
    server = Server(configured(app, grace_s=10), app.state.followers)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}", server
    server.should_exit = True
    thread.join(30)
    assert not thread.is_alive()


def test_requests_under_way_are_finished_when_the_service_is_told_to_end(address: tuple[str, Server]) -> None:
    url, server = address
    answers: list[httpx.Response] = []
    asking = threading.Thread(target=lambda: answers.append(httpx.get(f"{url}/slow", timeout=20)))
    asking.start()
    time.sleep(0.4)
    server.should_exit = True
    asking.join(20)
    assert [answer.json() for answer in answers] == [{"whole": True}]
    until = time.monotonic() + 10
    while server.servers and time.monotonic() < until:
        time.sleep(0.05)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/healthz", timeout=5)


def test_counts_are_by_template_and_hold_nothing_that_was_asked(address: tuple[str, Server]) -> None:
    url, _ = address
    for path in ("/healthz", "/v1/actors/somebody-secret", "/v1/search?q=words-secret", "/nowhere/secret"):
        httpx.get(url + path, timeout=20)
    httpx.request("BREW", f"{url}/healthz", timeout=20)
    text = httpx.get(f"{url}/metrics", timeout=20).text
    assert "secret" not in text
    assert 'retorsion_http_request_seconds_count{method="GET",route="/healthz",status="200"} 1.0' in text
    assert 'route="/v1/actors/{id}",status="503"' in text
    assert 'route="(no route)",status="404"' in text
    assert 'method="other"' in text
    assert "BREW" not in text
    values = dict(re.findall(r"^(retorsion_\w+) (\S+)$", text, re.MULTILINE))
    assert (values["retorsion_database_up"], values["retorsion_index_ready"]) == ("0.0", "0.0")
    assert 'retorsion_under_way{what="requests"} 1.0' in text, "this one"


def test_two_services_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.count("GET", "/a", 200, 0.1)
    with start_blocking_portal() as portal:
        assert '"/a"' in portal.call(_page, one)
        assert '"/a"' not in portal.call(_page, other)


async def _page(metrics: Metrics) -> str:
    from graph.store import Store
    from graph.temporal.live import IndexState

    async with Store(NOWHERE, timeout_s=1) as store:
        return (await metrics.page(store, IndexState(), {"requests": 0})).decode()


def test_logs_are_objects_by_setting(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with logging_to_stderr(Settings(data_dir=tmp_path, log_format="json", log_level="info")):
        app = create_app(Settings(data_dir=tmp_path), NOWHERE)

        async def fail() -> None:
            raise ZeroDivisionError("inside")

        app.add_api_route("/fail", fail)
        with (
            start_blocking_portal() as portal,
            portal.wrap_async_context_manager(app.router.lifespan_context(app)),
            portal.wrap_async_context_manager(httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")) as client,
        ):
            portal.call(client.get, "/healthz")
            portal.call(client.get, "/fail")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    asked = {line["route"]: line for line in lines if "route" in line}
    assert asked["/healthz"].keys() == {"time", "level", "logger", "message", "request_id", "method", "route", "status", "ms"}
    assert (asked["/healthz"]["status"], asked["/fail"]["status"]) == (200, 500)
    (trace,) = [line["trace"] for line in lines if "trace" in line and "ZeroDivision" in line["trace"]]
    assert "inside" in trace
    assert not [handler for handler in logging.getLogger("retorsion").handlers if isinstance(handler.formatter, JsonLines)], (
        "it leaves nothing"
    )


def test_a_child_has_the_settings_of_its_parent_and_no_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETORSION_NEO4J_URI", "bolt://another")
    monkeypatch.setenv("KEPT", "1")
    settings = Settings(data_dir=tmp_path, neo4j_uri="", neo4j_password="p w", query_timeout_s=7, load_dirs="a,b")
    told = child_environment(settings)
    assert (told["RETORSION_NEO4J_URI"], told["RETORSION_NEO4J_PASSWORD"], told["KEPT"]) == ("", "p w", "1")
    for name in [name for name in told if name.startswith("RETORSION_")]:
        monkeypatch.setenv(name, told[name])
    assert Settings() == settings.model_copy(update={"cache_dir": Settings().cache_dir})


def test_no_answer_waits_until_its_headers_are_acknowledged() -> None:
    """Without TCP_NODELAY a body lies for 40 ms until the client's kernel acknowledges the headers, which come in a packet of their own."""
    with listening("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()), listener.accept()[0] as accepted:
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
