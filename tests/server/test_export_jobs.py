"""Export jobs, changes between versions and rows of queries on a real graph, by HTTP and by command line."""

from __future__ import annotations

import csv
import hashlib
import importlib
import io
import json
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import neo4j
import pytest
from anyio.from_thread import start_blocking_portal
from typer.testing import CliRunner

from api.app import create_app
from cli.main import build
from graph.engine import Endpoint
from graph.keys import KeyStore
from graph.settings import Settings
from tests.conftest import found_by_settings
from tests.exports import fill

pytestmark = pytest.mark.server
PARQUET = importlib.import_module("pyarrow.parquet")
ARROW = importlib.import_module("pyarrow.ipc")
QUERY = "/v1/queries/sanctions_by_state?state=state:USA&limit=4"


@pytest.fixture(scope="module")
def source(endpoint: Endpoint) -> Endpoint:
    fill(endpoint)
    return endpoint


@pytest.fixture
def own(settings: Settings, tmp_path: Path) -> Settings:
    """A data directory of the test's own: its exports and keys."""
    return settings.model_copy(update={"data_dir": tmp_path, "export_concurrency": 1})


class Service:
    """Asks without a network."""

    def __init__(self, portal: Any, client: httpx.AsyncClient) -> None:
        self._portal, self._client = portal, client

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            return await self._client.request(method, path, **given)

        response: httpx.Response = self._portal.call(send)
        return response

    def export(self, of: str, **more: str) -> httpx.Response:
        given = "&".join(f"{name}={value}" for name, value in ({"of": quote(of, safe="")} | more).items())
        return self.ask("GET", f"/v1/export?{given}")

    def post(self, of: str, **more: Any) -> str:
        response = self.ask("POST", "/v1/export", json={"of": of} | more)
        assert response.status_code == 202, response.text
        assert response.headers["location"] == f"/v1/exports/{response.json()['data']['job']}"
        return str(response.headers["location"])

    def done(self, path: str, seconds: float = 60) -> dict[str, Any]:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            told: dict[str, Any] = self.ask("GET", path).json()["data"]
            if told["state"] not in ("waiting", "running"):
                return told
            time.sleep(0.1)
        raise AssertionError(told)


@contextmanager
def running(settings: Settings, endpoint: Endpoint) -> Iterator[Service]:
    app = create_app(settings, endpoint)
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(app.router.lifespan_context(app)),
        portal.wrap_async_context_manager(httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")) as client,
    ):
        yield Service(portal, client)


# --- jobs ---


def test_a_job_makes_the_file_that_a_download_is_and_gives_it_in_parts(source: Endpoint, own: Settings) -> None:
    with running(own, source) as service:
        path = service.post("/v1/graph", format="graphml")
        early = service.ask("GET", f"{path}/file")
        assert (early.status_code, early.json()["type"]) == (409, "/problems/unfinished")
        told = service.done(path)
        assert (told["state"], told["error"], told["asked"]["file"]) == ("finished", None, "retorsion-graphml.graphml")
        whole = service.ask("GET", told["file"])
        assert whole.content == service.export("/v1/graph", format="graphml").content
        assert (told["bytes"], told["sha256"]) == (len(whole.content), hashlib.sha256(whole.content).hexdigest())
        assert told["manifest"]["notices"] == ["Test lists (t), CC-BY-NC-4.0: may not be used commercially."]
        assert "may not be used commercially" in whole.headers["x-licence-notice"]
        assert whole.headers["content-disposition"] == 'attachment; filename="retorsion-graphml.graphml"'
        rest = service.ask("GET", told["file"], headers={"Range": "bytes=1000-", "If-Range": whole.headers["etag"]})
        assert (rest.status_code, rest.content) == (206, whole.content[1000:])
        other = service.ask("GET", told["file"], headers={"Range": "bytes=1000-", "If-Range": '"another"'})
        assert (other.status_code, other.content) == (200, whole.content)
        assert service.ask("DELETE", path).json()["data"]["state"] == "finished"
        assert service.ask("GET", path).status_code == 404
        assert not list((own.data_dir / "exports").iterdir())


def test_a_service_that_ends_leaves_its_jobs_to_the_next_and_one_runs_at_a_time(source: Endpoint, own: Settings) -> None:
    with running(own, source) as service:
        paths = [service.post("/v1/graph", format=name, gzip=True) for name in ("gexf", "json", "csv")]
        states = [service.ask("GET", path).json()["data"]["state"] for path in paths]
        assert states.count("running") <= 1
        assert states[1:] == ["waiting", "waiting"]
        assert service.ask("DELETE", paths[1]).status_code == 200
    assert not [path for path in own.data_dir.rglob("*.part") if path.name != "job.json.part"]
    with running(own, source) as service:
        assert [service.done(paths[at])["state"] for at in (0, 2)] == ["finished", "finished"]
        assert service.ask("GET", paths[1]).status_code == 404


def test_what_is_wrong_with_a_job_is_said_at_once(source: Endpoint, own: Settings) -> None:
    with running(own, source) as service:
        for asked, status in (
            ({"of": "/v1/graph?actors=nobody"}, 404),
            ({"of": "/v1/stats"}, 422),
            ({"of": "/v1/graph", "format": "gml"}, 422),
            ({"of": "/v1/graph", "estimate": True}, 422),
        ):
            assert service.ask("POST", "/v1/export", json=asked).status_code == status, asked
        assert service.ask("GET", "/v1/exports/none").status_code == 404
    assert not (own.data_dir / "exports").exists()


def test_a_job_is_its_askers_own_and_expires(source: Endpoint, own: Settings) -> None:
    _, mine = KeyStore(own.data_dir / "keys.json").create("me", ["read", "query"])
    _, yours = KeyStore(own.data_dir / "keys.json").create("you", ["read"])
    _, theirs = KeyStore(own.data_dir / "keys.json").create("they", ["query"])
    header = {"Authorization": f"Bearer {mine}"}
    with running(own.model_copy(update={"export_keep_h": 0.0005}), source) as service:
        made = service.ask("POST", "/v1/export", json={"of": "/v1/graph?actors=APT31"}, headers=header)
        path = made.headers["location"]
        other = {"Authorization": f"Bearer {yours}"}
        assert service.ask("GET", path, headers=other).status_code == 403, "who may ask for none may look at none"
        assert service.ask("GET", path, headers={"Authorization": f"Bearer {theirs}"}).status_code == 404
        assert service.ask("POST", "/v1/export", json={"of": "/v1/graph"}, headers=other).status_code == 403
        refused = service.ask("GET", f"/v1/export?format=csv&of={quote(QUERY, safe='')}", headers=other)
        assert refused.status_code == 403, "who may not run a query may not export it"
        until = time.monotonic() + 60
        while (found := service.ask("GET", path, headers=header)).status_code == 200 and time.monotonic() < until:
            time.sleep(0.1)
        assert (found.status_code, found.json()["type"]) == (410, "/problems/gone")
        assert not [one for one in own.data_dir.rglob("retorsion-*")]


# --- changes ---


def changed(service: Service, words: str, **more: str) -> dict[str, Any]:
    response = service.export(f"/v1/graph?{words}", format="json", **more)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def test_changes_between_versions_come_from_the_outbox(source: Endpoint, own: Settings) -> None:
    """The last load of the fixture changed one act: a new revision, and the one before it."""
    with running(own, source) as service:
        whole = service.export("/v1/graph", format="json").json()
        last = int(whole["manifest"]["graph_version"].partition(":")[2])
        every = changed(service, "since_version=0")
        live = {edge["id"] for edge in every["edges"] if not edge.get("retracted")}
        assert live == {edge["id"] for edge in whole["edges"]}, "since the beginning everything is new"
        assert {edge["change"] for edge in every["edges"]} == {"added"}, "what came and went between is in neither version"
        step = changed(service, f"since_version={last - 1}")["edges"]
        told = {(edge["change"], edge["id"].partition("@")[0], edge.get("reason")) for edge in step}
        assert ("revised", "t:y:AAA:nasty", None) in told
        assert ("retracted", "t:y:AAA:nasty", "changed") in told
        then = changed(service, f"since_version=0&until_version={last - 1}")
        (old,) = [edge for edge in then["edges"] if edge["id"] == "t:y:AAA:nasty"]
        (new,) = [edge for edge in step if edge["id"] == "t:y:AAA:nasty"]
        assert (old["change"], old["date"], new["date"]) == ("added", "2024-03-25", "2024-04-01")
        assert not {"was", "retracted_seq", "reason"} & old.keys(), "it was believed then"
        assert any("those of the present" in text for text in then["manifest"]["omitted"])
        assert changed(service, f"since_version={last}")["edges"] == []
        epoch = whole["manifest"]["graph_version"]
        assert changed(service, f"since_version={epoch}")["manifest"]["question"]["since"] == epoch
        assert changed(service, f"since_version={datetime.now(UTC).date()}")["edges"] == []
        assert {edge["dataset"] for edge in changed(service, "since_version=0&datasets=t&types=SANCTIONED")["edges"]} == {"t"}


@pytest.mark.parametrize("format", ["stix", "ftm", "cypher", "csv", "gexf"])
def test_changes_leave_in_every_kind_of_format(source: Endpoint, own: Settings, format: str) -> None:
    with running(own, source) as service:
        assert service.export("/v1/graph?since_version=0", format=format).status_code == 200


def test_a_version_that_cannot_be_compared_is_told(source: Endpoint, own: Settings, cypher: neo4j.Driver) -> None:
    with running(own, source) as service:
        for words, status in (
            ("since_version=0123abcd:1", 410),
            ("since_version=99999", 422),
            ("since_version=yesterday", 422),
            ("since_version=2&until_version=1", 422),
            ("until_version=1", 422),
            ("since_version=1&as_of=2024", 422),
        ):
            assert service.export(f"/v1/graph?{words}").status_code == status, words
        with cypher.session() as session:
            kept = session.run("MATCH (c:Commit {seq: 1}) WITH c, c.added AS kept REMOVE c.added RETURN kept").single(strict=True)["kept"]
            try:
                gone = service.export("/v1/graph?since_version=0")
                later = service.export("/v1/graph?since_version=1")
            finally:
                session.run("MATCH (c:Commit {seq: 1}) SET c.added = $kept", kept=kept).consume()
        assert (gone.status_code, gone.json()["type"]) == (410, "/problems/gone")
        assert "from 2 on" in gone.json()["hint"]
        assert later.status_code == 200


# --- rows ---


def test_rows_of_a_query_leave_as_tables_with_their_types(source: Endpoint, own: Settings) -> None:
    with running(own, source) as service:
        parameters = {"state": "state:USA", "limit": 4}
        wanted = service.ask("POST", "/v1/queries/sanctions_by_state", json={"parameters": parameters}).json()["data"]
        names = [column["name"] for column in wanted["columns"]]
        lines = [json.loads(line) for line in service.export(QUERY, format="ndjson").text.splitlines()]
        plain = [{name: value for name, value in row.items() if value is not None} for row in wanted["rows"]]
        assert [line["row"] for line in lines[1:-1]] == plain
        assert lines[0]["question"] == {"of": "query", "query": "sanctions_by_state", "parameters": lines[0]["question"]["parameters"]}
        assert any("first 4 rows" in text for text in lines[0]["omitted"])
        assert lines[0]["notices"]
        tables = zipfile.ZipFile(io.BytesIO(service.export(QUERY, format="csv").content))
        assert sorted(tables.namelist()) == ["columns.json", "manifest.json", "rows.csv"]
        rows = list(csv.DictReader(io.StringIO(tables.read("rows.csv").decode())))
        assert list(rows[0]) == names
        assert len(rows) == len(wanted["rows"])
        packed = zipfile.ZipFile(io.BytesIO(service.export(QUERY, format="parquet").content))
        table = PARQUET.read_table(io.BytesIO(packed.read("rows.parquet")))
        assert table.column_names == names
        arrow = zipfile.ZipFile(io.BytesIO(service.export(QUERY, format="arrow").content))
        assert ARROW.open_file(io.BytesIO(arrow.read("rows.arrow"))).read_all().to_pylist() == table.to_pylist()
        graphs = service.export(QUERY, format="gexf")
        assert (graphs.status_code, graphs.json()["parameter"]) == (422, "format")
        assert "csv" in graphs.json()["hint"]
        assert service.export("/v1/queries/none", format="csv").status_code == 404
        assert service.export("/v1/queries/sanctions_by_state?nonsense=1", format="csv").status_code == 422


# --- the command line ---


def test_the_command_line_does_the_same(source: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETORSION_DATA_DIR", str(tmp_path / "data"))
    with found_by_settings(source, monkeypatch):

        def run(*words: str) -> Any:
            return CliRunner().invoke(build(), ["export", *words])

        out = tmp_path / "all.json"
        job = ("--all", "-o", str(out), "--job", "weekly")
        assert run(*job).exit_code == 0
        first = out.read_bytes()
        told = json.loads((tmp_path / "data/exports/weekly/job.json").read_text())
        assert (told["state"], told["sha256"]) == ("finished", hashlib.sha256(first).hexdigest())
        assert json.loads((tmp_path / "all.json.manifest.json").read_text())["file"]["sha256"] == told["sha256"]
        again = run(*job)
        assert (again.exit_code, "is there already" in again.stderr) == (0, True)
        out.unlink()
        assert run(*job).exit_code == 0
        assert out.read_bytes() == first
        assert run("--all", "--job", "weekly").exit_code == 2, "a job needs a file"
        rows = tmp_path / "rows.csv.zip"
        assert run("--query", "sanctions_by_state", "--param", "state=state:USA", "-p", "limit=3", "-o", str(rows)).exit_code == 0
        assert zipfile.ZipFile(rows).read("rows.csv").count(b"\r\n") == 4
        changes = tmp_path / "changes.ndjson"
        assert run("--since-version", "0", "--until-version", "1", "-o", str(changes)).exit_code == 0
        assert json.loads(changes.read_text().splitlines()[-1])["complete"] is True
        assert run("--query", "sanctions_by_state", "-o", str(tmp_path / "x.gexf")).exit_code == 2
        assert run("--all", "--query", "sanctions_by_state", "-o", str(rows)).exit_code == 2
