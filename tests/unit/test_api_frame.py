"""The frame of the service without a database: problems, request ids, unknown parameters, limits, the server's start and end."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI

from api.app import create_app
from api.errors import KINDS, NOT_READY, TOO_LARGE, URL_TOO_LONG
from api.middleware import MAX_BODY, _is_range
from api.server import serve
from graph import errors as project_errors
from graph.engine import Endpoint
from graph.errors import (
    QuestionError,
    RetorsionError,
    SettingsError,
    StoreError,
    StoreRefused,
    StoreTimeout,
    UnknownError,
)
from graph.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = Endpoint("bolt://127.0.0.1:1", "secret-user", "secret-password", database="neo4j", managed=False)
MEMBERS = {"type", "title", "status", "detail", "hint", "request_id"}


class Client:
    """The service without a network and without a database."""

    def __init__(self, call: Any, client: httpx.AsyncClient) -> None:
        self._call, self._client = call, client

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            return await self._client.request(method, path, **given)

        response: httpx.Response = self._call(send)
        return response

    def problem(self, status: int, method: str, path: str, **given: Any) -> dict[str, Any]:
        """The problem that a request gets, its shape held to the contract."""
        response = self.ask(method, path, **given)
        assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json"), response.text
        found: dict[str, Any] = response.json()
        assert found.keys() >= MEMBERS
        assert found["status"] == status
        assert found["type"].startswith("/problems/")
        assert found["title"]
        assert found["detail"]
        assert found["request_id"] == response.headers["x-request-id"]
        assert response.headers["cache-control"] == "no-store"
        return found


@pytest.fixture(scope="module")
def app() -> FastAPI:
    app = create_app(Settings(open_scopes="read,query,cypher,load"), NOWHERE)

    async def fail(kind: str) -> None:
        raise {
            "unknown": UnknownError("No actor is called 'x'.", parameter="from", hint="Near: y."),
            "question": QuestionError("Not like that."),
            "timeout": StoreTimeout("Too slow.", hint="Ask for less."),
            "refused": StoreRefused("Neo4j at bolt://secret-host refused 'secret-user'."),
            "store": StoreError("Neo4j answered Secret"),
            "settings": SettingsError("secret"),
            "bug": ZeroDivisionError("secret"),
        }[kind]

    app.add_api_route("/fail/{kind}", fail, include_in_schema=False)
    return app


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[Client]:
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(app.router.lifespan_context(app)),
        portal.wrap_async_context_manager(httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")) as opened,
    ):
        yield Client(portal.call, opened)


# --- problems ---


@pytest.mark.parametrize(
    ("kind", "status", "slug"),
    [
        ("unknown", 404, "unknown"),
        ("question", 422, "question"),
        ("timeout", 504, "timeout"),
        ("refused", 503, "store-refused"),
        ("store", 500, "internal"),
        ("settings", 500, "internal"),
        ("bug", 500, "internal"),
    ],
)
def test_each_kind_of_error_has_its_status_and_leaks_nothing(client: Client, kind: str, status: int, slug: str) -> None:
    found = client.problem(status, "GET", f"/fail/{kind}")
    assert found["type"] == f"/problems/{slug}"
    assert "secret" not in json.dumps(found).lower()


def test_a_problem_tells_the_words_parameter_and_hint_of_the_error(client: Client) -> None:
    found = client.problem(404, "GET", "/fail/unknown")
    assert (found["detail"], found["hint"], found["parameter"]) == ("No actor is called 'x'.", "Near: y.", "from")


def test_what_the_client_is_not_told_is_in_the_log_with_the_request_id(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    for kind, text in (("refused", "secret-host"), ("bug", "ZeroDivisionError")):
        caplog.clear()
        found = client.problem({"refused": 503, "bug": 500}[kind], "GET", f"/fail/{kind}")
        errors = [record for record in caplog.records if record.levelno == logging.ERROR]
        assert len(errors) == 1, "logged once"
        assert found["request_id"] in errors[0].getMessage()
        assert text in caplog.text


def test_every_error_of_the_project_has_a_kind() -> None:
    classes = [value for value in vars(project_errors).values() if isinstance(value, type) and issubclass(value, RetorsionError)]
    assert len(classes) > 10
    assert all(any(ancestor in KINDS for ancestor in one.__mro__) for one in classes)
    told = [kind for kind in KINDS.values() if kind.told]
    # The words of other errors may hold addresses and users.
    assert {kind.status for kind in told} == {401, 403, 404, 409, 410, 413, 422, 429, 503, 504, 507}
    assert {kind.slug for kind in told if kind.status == 503} == {"index-building", "index-behind"}, "those tell how far it is"


def test_the_documentation_lists_every_kind_of_problem_and_every_address(app: FastAPI) -> None:
    text = (ROOT / "docs/http.md").read_text("utf-8")
    for kind in (*KINDS.values(), NOT_READY, TOO_LARGE, URL_TOO_LONG):
        assert f"| `/problems/{kind.slug}` | {kind.status} |" in text
    assert not [path for path in app.openapi()["paths"] if path != "/" and f"`{path}" not in text]


def test_a_database_that_does_not_answer_is_503_with_a_time_to_come_back(client: Client) -> None:
    response = client.ask("GET", "/v1/stats")
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    assert client.problem(503, "GET", "/v1/stats")["type"] == "/problems/store-unreachable"
    assert "127.0.0.1" not in response.text


def test_health_is_of_the_process_and_readiness_of_the_database(client: Client) -> None:
    assert client.ask("GET", "/healthz").json() == {"alive": True}
    found = client.problem(503, "GET", "/readyz")
    assert found["type"] == "/problems/not-ready"
    assert found["checks"]["database"]["ok"] is False
    assert "127.0.0.1" not in json.dumps(found)


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("GET", "/v1/paths/", 404), ("DELETE", "/v1/stats", 405)])
def test_what_the_router_refuses_is_a_problem_too(client: Client, method: str, path: str, status: int) -> None:
    assert client.problem(status, method, path)["hint"].startswith("/openapi.json")


def test_a_wrong_method_names_the_right_ones(client: Client) -> None:
    assert client.ask("DELETE", "/v1/stats").headers["allow"] == "GET"


def test_pages_that_would_load_scripts_from_elsewhere_are_not_served(client: Client) -> None:
    for path in ("/docs", "/redoc"):
        client.problem(404, "GET", path)
    assert client.ask("GET", "/").json()["description"] == "/openapi.json"


# --- parameters ---


def test_every_route_refuses_a_parameter_that_it_does_not_have(client: Client, app: FastAPI) -> None:
    walked = 0
    for path, methods in app.openapi()["paths"].items():
        for method in methods:
            url = path.replace("{id}", "x").replace("{name}", "x")
            found = client.problem(422, method, url, params={"nonsense": "1"}, json={} if method == "post" else None)
            assert found["parameter"] == "nonsense"
            walked += 1
    assert walked >= 19


def test_every_wrong_value_is_a_problem_that_names_its_parameter(client: Client, app: FastAPI) -> None:
    """Numbers as words, words outside their list, numbers out of range, texts too long: for each parameter of each route."""
    walked = 0
    for path, methods in app.openapi()["paths"].items():
        for parameter in methods.get("get", {}).get("parameters", []):
            if parameter["in"] == "query":
                for wrong in wrong_values(parameter["schema"]):
                    others = {one["name"]: "x" for one in methods["get"]["parameters"] if one["required"] and one["in"] == "query"}
                    url = path.replace("{id}", "x").replace("{name}", "x")
                    found = client.problem(422, "GET", url, params=others | {parameter["name"]: wrong})
                    assert found["parameter"].split(".")[0] == parameter["name"], found
                    walked += 1
    assert walked > 100


def wrong_values(schema: dict[str, Any]) -> Iterator[str]:
    forms = schema.get("anyOf", [schema])
    types = {form.get("type") for form in forms}
    if types & {"integer", "number", "boolean"}:
        yield "many"
    if "enum" in schema or "const" in schema:
        yield "no-such-word"
    for form in forms:
        if "maximum" in form:
            yield str(form["maximum"] + 1)
        if "minimum" in form:
            yield str(form["minimum"] - 1)
        if "maxLength" in form:
            yield "x" * (form["maxLength"] + 1)
        if "maxLength" in form.get("items", {}):
            yield "x" * (form["items"]["maxLength"] + 1)


@pytest.mark.parametrize(
    ("query", "parameter", "hint"),
    [
        ("from=Intel&to=APT31&typ=SANCTIONED", "typ", "Did you mean types?"),
        ("from=Intel&to=APT31&types=SANCTOINED", "types", "Did you mean SANCTIONED"),
        ("from=Intel&from=AMD&to=APT31", "from", "Give it once."),
        ("from=Intel&to=APT31&since=2024&until=2020", "until", ""),
        ("from=Intel&to=APT31&as_of=yesterday", "as_of", ""),
        ("from=Intel", "to", "It must be given."),
        ("from=Intel&to=APT31&recorded_as_of=3", "recorded_as_of", "It takes: "),
    ],
)
def test_a_question_that_cannot_be_asked_says_what_would_be_right(client: Client, query: str, parameter: str, hint: str) -> None:
    found = client.problem(422, "GET", f"/v1/paths?{query}")
    assert found["parameter"] == parameter
    assert found["hint"].startswith(hint)


def test_two_sides_and_a_day_are_two_questions(client: Client) -> None:
    assert client.problem(422, "GET", "/v1/timeline?a=CHN&b=GBR&around=2024-03-25")["parameter"] == "around"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b'{"frm": "Intel", "to": "APT31"}', "from is missing."),
        (b'{"from": "Intel", "to": "APT31", "typ": []}', "There is no parameter 'typ'."),
        (b'{"from": "Intel", "to": "APT31", "types": "SANCTIONED"}', "types: "),
        (b'{"from": "Intel", "to": "APT31", "min_confidence": NaN}', "min_confidence: "),
        (b'{"from": "\\ud800", "to": "APT31"}', "from: "),
        (b'{"from": ', "The body is not JSON"),
        (b"[" * 100_000, "There was an error parsing the body"),
        (b"[]", "body: "),
        (b"", "body is missing."),
    ],
)
def test_bodies_that_cannot_be_read_are_problems(client: Client, body: bytes, detail: str) -> None:
    response = client.ask("POST", "/v1/paths", content=body, headers={"content-type": "application/json"})
    found = client.problem(response.status_code, "POST", "/v1/paths", content=body, headers={"content-type": "application/json"})
    assert found["status"] in (400, 422)
    assert found["detail"].startswith(detail)


def test_an_unknown_name_in_a_body_hints_at_the_right_one(client: Client) -> None:
    found = client.problem(422, "POST", "/v1/paths", json={"from": "a", "to": "b", "max_hop": 3})
    assert (found["parameter"], found["hint"]) == ("max_hop", "Did you mean max_hops?")


def test_a_body_has_a_ceiling_whether_or_not_it_announces_its_length(client: Client) -> None:
    async def pieces() -> Any:
        for _ in range(12):
            yield b" " * 100_000

    for content in (b" " * (MAX_BODY + 1), pieces()):
        assert client.problem(413, "POST", "/v1/paths", content=content, headers={"content-type": "application/json"})


# --- request ids and the log ---


@pytest.mark.parametrize(
    ("text", "understood"),
    [("bytes=0-4", True), ("bytes=5-", True), ("bytes=-5, 7-9", True)]
    + [(text, False) for text in ("lines=1-2", "bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=1-2,x")],
)
def test_a_range_that_nobody_understands_is_passed_over(text: str, understood: bool) -> None:
    assert _is_range(text.encode()) is understood


def test_a_harmless_request_id_comes_back_and_any_other_is_replaced(client: Client) -> None:
    assert client.ask("GET", "/healthz", headers={"X-Request-ID": "my-id.7"}).headers["x-request-id"] == "my-id.7"
    for given in ("a b", "x" * 129, "<script>", ""):
        made = client.ask("GET", "/healthz", headers={"X-Request-ID": given}).headers["x-request-id"]
        assert made != given
        assert len(made) == 32


def test_each_request_leaves_one_line_by_route_and_without_what_was_asked(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "retorsion.http")
    for path, line in (("/v1/actors/somebody?typ=x", "GET /v1/actors/{id} 422 "), ("/somewhere", "GET (no route) 404 ")):
        caplog.clear()
        response = client.ask("GET", path)
        lines = [record.getMessage() for record in caplog.records if record.levelno == logging.INFO and record.name == "retorsion.http"]
        assert len(lines) == 1
        assert lines[0].startswith(line)
        assert response.headers["x-request-id"] in lines[0]
        assert "somebody" not in lines[0]


# --- the server ---


def test_a_taken_port_is_told_in_our_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SettingsError, match=r"Cannot listen on 127\.0\.0\.1, port"):
        serve(Settings(), NOWHERE, "127.0.0.1", taken.getsockname()[1], lambda _: None)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_tells_its_address_answers_and_returns_when_told_to_stop(number: signal.Signals) -> None:
    answers: list[str] = []

    def look(address: str) -> None:
        def ask() -> None:
            with urllib.request.urlopen(f"{address}/healthz", timeout=10) as response:
                answers.append(response.read().decode())
            os.kill(os.getpid(), number)

        threading.Thread(target=ask).start()

    began = time.monotonic()
    serve(Settings(), NOWHERE, "127.0.0.1", 0, look)
    assert answers == ['{"alive":true}']
    assert time.monotonic() - began < 10
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_state_lives_on_the_application_and_ends_with_it() -> None:
    async def run() -> None:
        app = create_app(Settings(), NOWHERE)
        assert not hasattr(app.state, "store")
        async with app.router.lifespan_context(app):
            assert app.state.store is not None

    anyio.run(run)
