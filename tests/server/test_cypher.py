"""`/v1/cypher` for its users: formats, graph values, honest cuts, progress, cancel, keys; and what a runaway leaves behind."""

from __future__ import annotations

import csv
import io
import json
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import neo4j
import pytest
from anyio.from_thread import start_blocking_portal

from api.app import create_app
from graph.engine import Endpoint
from graph.keys import KeyStore
from graph.settings import Settings

pytestmark = pytest.mark.server
LEFT = "SHOW TRANSACTIONS YIELD metaData WHERE metaData.retorsion IS NOT NULL RETURN count(*)"
NAMES = "MATCH (:Actor {id: 'state:GBR'})-[s:SANCTIONED]->(x) RETURN x.name AS name, s.date AS date, s.share AS share ORDER BY name"


@dataclass(frozen=True, slots=True)
class Ran:
    """What the audit says of a query."""

    state: str
    rule: str
    seconds: float
    query: str


class Service:
    """The service without a network, and its audit file."""

    def __init__(self, call: Any, client: httpx.AsyncClient, folder: Path) -> None:
        self._call, self.client, self.folder = call, client, folder

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            return await self.client.request(method, path, **given)

        response: httpx.Response = self._call(send)
        return response

    def cypher(self, query: str, parameters: dict[str, Any] | None = None, key: str = "", **fields: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        body = {"query": query, "parameters": parameters or {}, **fields}
        return self.ask("POST", "/v1/cypher", content=json.dumps(body), headers=headers | {"content-type": "application/json"})

    def audit(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / "audit.jsonl").read_text("utf-8").splitlines()]

    def ran(self, response: httpx.Response) -> Ran:
        line = next(line for line in reversed(self.audit()) if line["id"] == response.headers["x-request-id"])
        return Ran(line["state"], line["rule"], line["seconds"], line["query"])


@contextmanager
def opened(settings: Settings, endpoint: Endpoint, keys: KeyStore | None = None) -> Iterator[Service]:
    app = create_app(settings, endpoint)
    app.state.keys = keys or app.state.keys
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 5))
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(app.router.lifespan_context(app)),
        portal.wrap_async_context_manager(httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=60)) as client,
    ):
        yield Service(portal.call, client, settings.data_dir)


@pytest.fixture(scope="module")
def service(bundled: Endpoint, settings: Settings) -> Iterator[Service]:
    with opened(settings.model_copy(update={"cypher_timeout_s": 3.0, "cypher_concurrency": 2}), bundled) as service:
        yield service


# --- answers ---


def test_rows_in_every_format_are_the_same(service: Service) -> None:
    rows = service.cypher(NAMES).json()["data"]["rows"]
    assert [row["name"] for row in rows] == sorted(row["name"] for row in rows)
    assert len(rows) == 4
    assert rows[0]["date"] == "2024-03-25"
    *lines, last = map(json.loads, service.cypher(NAMES, format="ndjson").text.splitlines())
    assert lines == rows
    assert (last["status"]["complete"], last["status"]["truncated"], last["status"]["rows"]) == (True, False, 4)
    table = list(csv.DictReader(io.StringIO(service.cypher(NAMES, format="csv").text)))
    assert [row["name"] for row in table] == [row["name"] for row in rows]
    arrow = pytest.importorskip("pyarrow").ipc.open_stream(service.cypher(NAMES, format="arrow").content).read_all()
    assert arrow.to_pylist() == rows
    assert json.loads(arrow.schema.metadata[b"retorsion"])["complete"] is True


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/x-ndjson", "application/x-ndjson"),
        ("text/csv, application/json;q=0.5", "text/csv; charset=utf-8"),
        ("application/vnd.apache.arrow.stream", "application/vnd.apache.arrow.stream"),
        ("*/*", "application/json"),
    ],
)
def test_accept_chooses_the_format(accept: str, media_type: str, service: Service) -> None:
    body = json.dumps({"query": "RETURN 1 AS one"})
    response = service.ask("POST", "/v1/cypher", content=body, headers={"accept": accept, "content-type": "application/json"})
    assert response.headers["content-type"] == media_type


def test_nodes_and_relationships_stand_once_more_beside_the_rows(service: Service) -> None:
    data = service.cypher("MATCH p = (a:Actor {id: 'state:GBR'})-[s:SANCTIONED]->(x) RETURN p, a, s").json()["data"]
    assert len(data["rows"]) == len(data["edges"]) == 4
    nodes = {node["id"]: node for node in data["nodes"]}
    assert len(nodes) == len(data["nodes"]) == 5
    assert {edge["source"] for edge in data["edges"]} | {edge["target"] for edge in data["edges"]} == set(nodes)
    assert {nodes[edge["source"]]["properties"]["id"] for edge in data["edges"]} == {"state:GBR"}
    row = data["rows"][0]
    assert row["a"] in data["nodes"]
    assert row["s"] in data["edges"]
    assert row["p"] == {"nodes": [n for n in row["p"]["nodes"] if n in data["nodes"]], "edges": [row["s"]]}


def test_every_kind_of_value_is_json(service: Service) -> None:
    text = """RETURN date('2024-03-25') AS day, datetime('2024-03-25T10:00:00Z') AS at, duration('P1M2D') AS span,
      point({x: 1.0, y: 2.0}) AS place,
      0.0 / 0.0 AS nothing, 1.0 / 0.0 AS much, 9223372036854775807 AS large, null AS none, {a: [1, {b: date('2024-01-01')}]} AS deep"""
    (row,) = service.cypher(text).json()["data"]["rows"]
    assert (row["day"], row["span"], row["nothing"], row["much"], row["none"]) == ("2024-03-25", "P1M2D", "nan", "inf", None)
    assert row["at"].startswith("2024-03-25T10:00:00")
    assert (row["large"], row["deep"]) == (2**63 - 1, {"a": [1, {"b": "2024-01-01"}]})
    assert row["place"]["coordinates"] == [1.0, 2.0]


@pytest.mark.parametrize(("rows", "cut"), [(9, True), (10, False), (11, False)])
def test_truncated_is_known_and_not_guessed(rows: int, cut: bool, service: Service) -> None:
    text = "UNWIND range(1, 10) AS x RETURN x"
    meta = service.cypher(text, max_rows=rows).json()["meta"]
    assert (meta["truncated"], meta["rows"]) == (cut, min(rows, 10))
    assert bool(meta["truncated_because"]) is cut
    assert service.cypher(text, max_rows=rows, format="csv").headers["retorsion-truncated"] == str(cut).lower()
    last = json.loads(service.cypher(text, max_rows=rows, format="ndjson").text.splitlines()[-1])
    assert last["status"]["truncated"] is cut


def test_bytes_are_bounded_too(service: Service) -> None:
    meta = service.cypher("UNWIND range(1, 5000) AS x RETURN reduce(s = 'x', i IN range(1, 13) | s + s) AS s").json()["meta"]
    assert meta["truncated"] is True
    assert meta["truncated_because"].endswith("bytes are reached")


def test_a_wrong_text_is_told_by_its_own_lines(service: Service) -> None:
    for text in ("MATCH (a)\nRETURN a.b c", "CYPHER 25 MATCH (a)\nRETURN a.b c"):
        found = service.cypher(text)
        assert found.status_code == 422
        assert found.json()["type"] == "/problems/cypher"
        assert "(line 2, column 12)" in found.json()["detail"]


# --- verdicts ---


def test_a_verdict_runs_nothing(service: Service) -> None:
    good = service.ask("POST", "/v1/cypher/check", json={"query": "MATCH (a:Actor) RETURN count(a)"}).json()["data"]
    assert (good["allowed"], good["operators"][0]) == (True, "ProduceResults")
    bad = service.ask("POST", "/v1/cypher/check", json={"query": "CREATE (:X)"}).json()["data"]
    assert (bad["allowed"], bad["rule"]) == (False, "read-only")


def test_a_refusal_names_its_rule_and_is_audited(service: Service) -> None:
    response = service.cypher("RETURN COLLECT { LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l } AS c")
    found = response.json()
    assert (response.status_code, found["type"], found["rule"]) == (403, "/problems/cypher-refused", "load-csv")
    ran = service.ran(response)
    assert (ran.state, ran.rule) == ("refused", "load-csv")
    assert "etc/passwd" in ran.query
    assert stat.S_IMODE((service.folder / "audit.jsonl").stat().st_mode) == 0o600


def test_the_audit_holds_no_values_of_parameters(service: Service) -> None:
    service.cypher("RETURN $secret AS s", {"secret": "correct horse"})
    line = service.audit()[-1]
    assert line["parameters"] == {"secret": len('"correct horse"')}
    assert (line["state"], line["rows"], line["key"]) == ("finished", 1, "local")
    assert "correct horse" not in json.dumps(line)


# --- running ---


def test_a_runaway_ends_at_its_timeout_and_the_next_is_answered(service: Service) -> None:
    began = time.monotonic()
    response = service.cypher("UNWIND range(1, 1000000000000) AS x RETURN count(x) AS c", timeout_s=1)
    assert response.status_code == 504
    assert time.monotonic() - began < 1 + 2
    assert service.cypher("RETURN 1 AS one").json()["data"]["rows"] == [{"one": 1}]


def test_one_huge_value_ends_its_worker_and_not_the_service(service: Service, cypher: neo4j.Driver) -> None:
    response = service.cypher("RETURN range(1, 100000000) AS x", timeout_s=3)
    assert response.status_code in {422, 504}, response.text
    _until_let_go(cypher)
    assert service.cypher("RETURN 1 AS one").status_code == 200


def _until_let_go(cypher: neo4j.Driver) -> None:
    """A slow machine is still at the value when the watchdog looks, and is restarted, as it should be."""
    until = time.monotonic() + 90
    while True:
        try:
            (left,) = cypher.execute_query("SHOW TRANSACTIONS YIELD metaData WHERE metaData.retorsion IS NOT NULL RETURN count(*)").records[
                0
            ]
        except neo4j.exceptions.ServiceUnavailable:
            left = None
        if left == 0:
            return
        assert time.monotonic() < until, f"{left} free queries are left"
        time.sleep(0.2)


def test_a_query_is_followed_and_cancelled(service: Service) -> None:
    answers: list[httpx.Response] = []
    text = "UNWIND range(1, 1000000000000) AS x RETURN count(x) AS c"
    asking = threading.Thread(target=lambda: answers.append(service.cypher(text, id="long-one")))
    asking.start()
    for _ in range(100):
        state = service.ask("GET", "/v1/cypher/long-one")
        if state.status_code == 200 and state.json()["data"]["seconds"] > 0.5:
            break
        time.sleep(0.05)
    assert state.json()["data"]["state"] == "running"
    assert service.ask("DELETE", "/v1/cypher/long-one").status_code == 200
    asking.join(5)
    assert answers[0].json()["detail"] == "The query was cancelled."
    assert service.ask("GET", "/v1/cypher/long-one").json()["data"]["state"] == "cancelled"
    assert service.ask("GET", "/v1/cypher/nobodys").status_code == 404


def test_a_stream_that_breaks_off_says_so(service: Service) -> None:
    text = "UNWIND range(1, 3) AS x RETURN x UNION ALL UNWIND [0] AS z RETURN 1 / z AS x"
    *rows, last = map(json.loads, service.cypher(text, format="ndjson").text.splitlines())
    assert rows in ([], [{"x": 1}, {"x": 2}, {"x": 3}])
    assert last["status"]["complete"] is False
    assert "/ by zero" in last["status"]["error"]


def test_more_than_may_run_at_once_are_told_to_wait(service: Service) -> None:
    statuses: list[int] = []
    text = "UNWIND range(1, 1000000000000) AS x RETURN count(x) AS c"
    asking = [threading.Thread(target=lambda: statuses.append(service.cypher(text, timeout_s=3).status_code)) for _ in range(5)]
    for one in asking:
        one.start()
    for one in asking:
        one.join(20)
    assert sorted(set(statuses)) == [429, 504]
    assert statuses.count(504) >= 2


# --- keys ---


def test_with_keys_only_those_of_the_scope_may(bundled: Endpoint, tmp_path: Path) -> None:
    keys = KeyStore(tmp_path / "keys.json")
    _, reader = keys.create("reader", ["read"])
    free, writer = keys.create("free", ["cypher"])
    with opened(Settings(data_dir=tmp_path, open_scopes="read"), bundled) as service:
        assert service.cypher("RETURN 1 AS one").status_code == 401
        assert service.cypher("RETURN 1 AS one", key=reader).status_code == 403
        assert service.cypher("RETURN 1 AS one", key="rts_wrong").status_code == 401
        assert service.cypher("RETURN 1 AS one", key=writer, id="mine").status_code == 200
        assert service.ask("GET", "/v1/cypher/mine", headers={"Authorization": f"Bearer {writer}"}).status_code == 200
        assert service.ask("POST", "/v1/queries/successors", json={}).status_code == 401
        assert service.audit()[-1]["key"] == free.id
        keys.stop(free.id, "revoked")
        assert service.cypher("RETURN 1 AS one", key=writer).status_code == 401


def test_another_server_may_answer_free_cypher(bundled: Endpoint, tmp_path: Path) -> None:
    given = Settings(data_dir=tmp_path, cypher_uri="bolt://127.0.0.1:1", cypher_password="x")
    with opened(given, bundled) as service:
        assert service.cypher("RETURN 1 AS one").status_code in {500, 503}
        assert service.ask("GET", "/v1/stats").status_code == 200
