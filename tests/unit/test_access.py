"""Who may ask what, for every route and every scope; what holds back who asks too often; what other pages may do. Without a database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from inspect import isasyncgenfunction, iscoroutinefunction
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute

from api import app as application
from api.access import calls, needs, scopes_of
from api.app import OPEN, create_app, routers
from api.gate import Gate
from api.middleware import MAX_URL
from api.parameters import refuse_strangers
from graph.engine import Endpoint
from graph.errors import BusyError, SettingsError
from graph.keys import SCOPES, KeyStore
from graph.settings import Settings

NOWHERE = Endpoint("bolt://127.0.0.1:1", "nobody", "nothing", database="neo4j", managed=False)
WRITES = {"judge_pair"}
LOOPBACK, ELSEWHERE = "127.0.0.1", "192.0.2.7"


class Service:
    """Asks without a network, from any address."""

    def __init__(self, app: FastAPI, portal: Any) -> None:
        self.app, self._portal = app, portal

    def ask(self, method: str, path: str, *, key: str = "", client: str = ELSEWHERE, **given: Any) -> httpx.Response:
        headers = given.pop("headers", {}) | ({"Authorization": f"Bearer {key}"} if key else {})
        host = LOOPBACK if client == LOOPBACK else "graph.example.org"

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, client=(client, 5))
            async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as opened:
                return await opened.request(method, path, headers=headers, **given)

        response: httpx.Response = self._portal.call(send)
        return response


@contextmanager
def running(settings: Settings) -> Iterator[Service]:
    app = create_app(settings, NOWHERE)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(app.router.lifespan_context(app)):
        yield Service(app, portal)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(Settings(data_dir=tmp_path_factory.mktemp("data"), rate_per_min=0)) as found:
        yield found


@pytest.fixture(scope="module")
def keys(service: Service, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One key for each scope, and one that was revoked."""
    store: KeyStore = service.app.state.keys
    made = {scope: store.create(scope, [scope])[1] for scope in SCOPES}
    gone, text = store.create("gone", SCOPES)
    store.stop(gone.id, "revoked")
    return {**made, "revoked": text}


def operations(app: FastAPI) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation, as one that can be sent."""
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path.replace("{id}", "x").replace("{name}", "x"), operation


# --- scopes ---


def test_every_route_and_every_scope(service: Service, keys: dict[str, str]) -> None:
    """The matrix: who may is told anything but 401 and 403; who may not gets exactly that, whatever else is wrong with the question."""
    wrong: list[str] = []
    walked = 0
    for method, path, operation in operations(service.app):
        needed = operation.get("x-scope")
        for who, key in {"nobody": "", **keys}.items():
            status = service.ask(method, path, key=key, json={} if method == "POST" else None).status_code
            may = needed is None or who == needed
            expected = {200, 304, 404, 422, 503} if may else {401} if who in ("nobody", "revoked") else {403}
            if needed is None:
                expected = {200, 503}
            if status not in expected:
                wrong.append(f"{method} {path} as {who}: {status}, not one of {sorted(expected)}")
            walked += 1
    assert "\n".join(wrong) == ""
    assert walked > 7 * 30


def test_only_health_and_signpost_are_for_everybody_and_what_writes_needs_load(service: Service) -> None:
    found = {(path, operation["operationId"]): operation.get("x-scope") for _, path, operation in operations(service.app)}
    assert {path for (path, _), scope in found.items() if scope is None} == OPEN
    assert {operation for (_, operation), scope in found.items() if scope == "load" and operation in WRITES} == WRITES
    assert set(found.values()) <= {None, *SCOPES}


def test_a_route_without_a_scope_is_refused_at_the_start() -> None:
    stray = APIRouter()
    stray.add_api_route("/v1/stray", lambda: None)
    with pytest.raises(TypeError, match="/v1/stray needs one scope"):
        application._require_scopes(stray)
    said = APIRouter()
    said.add_api_route("/v1/said", lambda: None, dependencies=[Depends(needs("admin"))])
    (route,) = said.routes
    assert isinstance(route, APIRoute)
    assert scopes_of(route) == {"admin"}
    assert len(routers()) > 10


def test_elsewhere_all_is_closed_unless_somebody_opens_it(tmp_path: Path) -> None:
    with running(Settings(data_dir=tmp_path)) as service:
        assert service.ask("GET", "/v1/vocabulary").status_code == 401
        assert service.ask("GET", "/healthz").status_code == 200
        assert service.ask("GET", "/v1/vocabulary", client=LOOPBACK).status_code == 503, "nothing but the database is missing"
        KeyStore(tmp_path / "keys.json").create("first", ["read"])
        assert service.ask("GET", "/v1/vocabulary", client=LOOPBACK).status_code == 401, "a proxy's clients come from here as well"
    with running(Settings(data_dir=tmp_path, open_scopes="read")) as service:
        assert service.ask("GET", "/v1/vocabulary").status_code == 503
        assert service.ask("POST", "/v1/queries/successors", json={}).status_code == 401


def test_no_key_is_told_in_an_answer_or_a_log(service: Service, keys: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    for key in (keys["admin"], keys["revoked"], "rts_00000000_" + "s3cret" * 7 + "x"):
        response = service.ask("GET", "/v1/vocabulary", key=key)
        assert key not in response.text
        assert key.rpartition("_")[2] not in caplog.text


# --- how often, how many ---


def test_who_asks_too_often_is_told_when_to_come_again_and_others_go_on(tmp_path: Path) -> None:
    with running(Settings(data_dir=tmp_path, rate_per_min=3, open_scopes="read")) as service:
        store = KeyStore(tmp_path / "keys.json")
        _, one = store.create("one", ["read"])
        _, other = store.create("other", ["read"])
        statuses = [service.ask("GET", "/v1/vocabulary", key=one).status_code for _ in range(4)]
        assert statuses == [503, 503, 503, 429]
        refused = service.ask("GET", "/v1/vocabulary", key=one)
        assert refused.json()["type"] == "/problems/busy"
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert service.ask("GET", "/v1/vocabulary", key=other).status_code == 503
        assert [service.ask("GET", "/v1/vocabulary").status_code for _ in range(4)] == [503, 503, 503, 429]
        assert service.ask("GET", "/v1/vocabulary", client="192.0.2.8").status_code == 503
        assert service.ask("GET", "/healthz", key=one).status_code == 200


def test_this_machine_without_keys_is_not_counted(tmp_path: Path) -> None:
    with running(Settings(data_dir=tmp_path, rate_per_min=1)) as service:
        assert {service.ask("GET", "/v1/vocabulary", client=LOOPBACK).status_code for _ in range(3)} == {503}


def test_a_quarter_for_one_the_whole_for_all_and_ends_are_let_through() -> None:
    async def run() -> None:
        gate = Gate(Settings(concurrency=8, rate_per_min=0))
        async with gate.passed("a", "GET"), gate.passed("a", "GET"):
            with pytest.raises(BusyError, match="2 requests of yours"):
                await gate.passed("a", "GET").__aenter__()
            async with gate.passed("a", "DELETE"), gate.passed("b", "GET"), gate.passed("b", "GET"), gate.passed("c", "GET"):
                assert gate.under_way == 6
                async with gate.passed("", "GET"), gate.passed("", "GET"):
                    with pytest.raises(BusyError, match="8 requests"):
                        await gate.passed("", "GET").__aenter__()
        assert gate.under_way == 0

    anyio.run(run)


def test_places_come_back_when_answers_fail(service: Service, keys: dict[str, str]) -> None:
    for _ in range(40):
        service.ask("GET", "/v1/vocabulary", key=keys["read"])
    assert service.app.state.gate.under_way == 0


# --- frames and origins ---


def test_every_answer_bears_the_headers_of_safety(service: Service, keys: dict[str, str]) -> None:
    for path in ("/healthz", "/v1/vocabulary", "/nowhere", "/openapi.json", "/v1/paths", f"/v1/search?q={'x' * MAX_URL}"):
        headers = service.ask("GET", path, key=keys["read"]).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["x-frame-options"] == "DENY", path
        assert headers["referrer-policy"] == "no-referrer", path
        assert "default-src 'none'" in headers["content-security-policy"], path


def test_an_address_has_a_ceiling(service: Service) -> None:
    response = service.ask("GET", f"/v1/search?q={'x' * MAX_URL}")
    assert (response.status_code, response.json()["type"]) == (414, "/problems/url-too-long")


def test_other_pages_may_ask_when_they_are_named(tmp_path: Path) -> None:
    ours, theirs = "https://graph.example.org", "https://elsewhere.example.org"
    asking = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
    with running(Settings(data_dir=tmp_path, cors_origins=f"{ours}, https://second.example.org/")) as service:
        allowed = service.ask("OPTIONS", "/v1/stats", headers={"Origin": ours} | asking)
        assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, ours)
        assert "access-control-allow-credentials" not in allowed.headers
        assert service.ask("OPTIONS", "/v1/stats", headers={"Origin": theirs} | asking).status_code == 400
        refused = service.ask("GET", "/v1/stats", headers={"Origin": ours})
        assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, ours), "a page may read its problem"
        assert "access-control-allow-origin" not in service.ask("GET", "/v1/stats", headers={"Origin": theirs}).headers
    with running(Settings(data_dir=tmp_path)) as service:
        assert "access-control-allow-origin" not in service.ask("GET", "/healthz", headers={"Origin": ours}).headers


@pytest.mark.parametrize("wrong", ["*", "graph.example.org", "https://*.example.org"])
def test_origins_are_whole_ones(wrong: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CORS_ORIGINS"):
        create_app(Settings(data_dir=tmp_path, cors_origins=wrong), NOWHERE)


def test_nothing_that_a_route_depends_on_costs_a_hop_to_a_thread() -> None:
    """The framework runs what is not a coroutine in a thread of its pool, and all threads together are few."""
    found = {call for router in routers() for route in router.routes if isinstance(route, APIRoute) for call in calls(route.dependant)}
    assert len(found) > 5
    assert [call for call in found if not (iscoroutinefunction(call) or isasyncgenfunction(call))] == []
    assert iscoroutinefunction(refuse_strangers)
