"""Loads by HTTP with a real graph: uploads that go on after a break, a load followed to its report, its end, and what is refused."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import neo4j
import pytest

from api.load_ledger import Ledger
from graph.engine import Endpoint
from graph.keys import KeyStore
from graph.settings import Settings
from tests.conftest import empty
from tests.serving import served

pytestmark = pytest.mark.server
BAD = Path(__file__).parents[1] / "data" / "chronology" / "bad" / "actions.yaml"
OVER = ("finished", "stopped", "failed")


class Service:
    def __init__(self, address: str, keys: dict[str, str]) -> None:
        self.address, self.keys = address, keys

    def ask(self, method: str, path: str, *, key: str = "load", **given: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.keys[key]}"} | given.pop("headers", {})
        return httpx.request(method, self.address + path, headers=headers, timeout=60, **given)

    def post(self, **asked: Any) -> str:
        response = self.ask("POST", "/v1/loads", json=asked)
        assert response.status_code == 202, response.text
        return str(response.headers["location"])

    def over(self, path: str, seconds: float = 120) -> dict[str, Any]:
        until = time.monotonic() + seconds
        while (told := self.ask("GET", path).json()["data"])["state"] not in OVER:
            assert time.monotonic() < until, told
            time.sleep(0.2)
        found: dict[str, Any] = told
        return found


@contextmanager
def running(settings: Settings, endpoint: Endpoint) -> Iterator[Service]:
    store = KeyStore(settings.data_dir / "keys.json")
    made = {"load": ["load"], "other": ["load"], "admin": ["load", "admin"], "read": ["read"]}
    keys = {name: store.create(name, scopes)[1] for name, scopes in made.items()}
    with served(settings, endpoint) as address:
        yield Service(address, keys)


@pytest.fixture
def own(settings: Settings, endpoint: Endpoint, tmp_path: Path) -> Settings:
    """A data directory of the test's own, the database as somebody's server, and a folder to load from."""
    empty(endpoint)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (tmp_path / "secret.yaml").write_text("secret: true\n")
    (inbox / "out.yaml").symlink_to(tmp_path / "secret.yaml")
    return settings.model_copy(update={"data_dir": tmp_path / "data", "load_dirs": str(inbox), "load_upload_mb": 1, "index_poll_s": 0.5})


@pytest.fixture
def theirs(endpoint: Endpoint) -> Endpoint:
    return Endpoint(endpoint.uri, endpoint.user, endpoint.password, database=endpoint.database, managed=False)


def test_an_upload_goes_on_after_a_break_and_loads_once_with_its_report_and_rejects(
    own: Settings, theirs: Endpoint, cypher: neo4j.Driver
) -> None:
    whole = BAD.read_bytes()
    with running(own, theirs) as service:
        cut = len(whole) // 3
        (own.data_dir / "uploads" / key_id(service)).mkdir(parents=True)
        (own.data_dir / "uploads" / key_id(service) / "mine.yaml.part").write_bytes(whole[:cut])  # as a break leaves it
        (file,) = service.ask("GET", "/v1/loads/files").json()["data"]["files"]
        assert file == {"name": "mine.yaml", "bytes": cut, "whole": False}
        assert service.ask("PUT", "/v1/loads/files/mine.yaml?offset=7", content=b"x").json()["parameter"] == "offset"
        done = service.ask("PUT", f"/v1/loads/files/mine.yaml?offset={cut}", content=whole[cut:])
        assert done.json()["data"] == {"name": "mine.yaml", "bytes": len(whole), "whole": True}
        assert service.ask("GET", "/v1/loads/files", key="other").json()["data"]["files"] == []

        asked = {"files": ["upload:mine.yaml"], "loader": "chronology"}
        first = service.ask("POST", "/v1/loads", json=asked, headers={"Idempotency-Key": "monday"})
        again = service.ask("POST", "/v1/loads", json=asked, headers={"Idempotency-Key": "monday"})
        assert (first.status_code, again.status_code) == (202, 200)
        path = first.headers["location"]
        assert again.headers["location"] == path
        other = service.ask("POST", "/v1/loads", json=asked | {"strict": True}, headers={"Idempotency-Key": "monday"})
        assert (other.status_code, other.json()["parameter"]) == (422, "Idempotency-Key")

        told = service.over(path)
        assert (told["state"], told["error"]) == ("finished", None)
        (report,) = told["reports"]
        assert told["rows"]["rejected"] == sum(report["rows"]["rejected"].values()) > 10
        assert told["rows"]["read"] == told["rows"]["written"] + told["rows"]["rejected"]
        assert told["rows_per_s"] > 0
        (rejects,) = told["rejects"]
        rejected = service.ask("GET", rejects)
        assert rejected.headers["content-type"].startswith("text/csv")
        assert len(list(csv.reader(io.StringIO(rejected.text)))) == told["rows"]["rejected"] + 1
        assert "mine.yaml" in rejected.text
        assert str(own.data_dir) not in json.dumps(told)
        assert cypher.execute_query("MATCH (e:Event {dataset: 'bad'}) RETURN count(e) AS n").records[0]["n"] >= 1

        assert service.ask("GET", path, key="other").status_code == 404
        assert service.ask("GET", path, key="admin").status_code == 200
        assert [one["id"] for one in service.ask("GET", "/v1/loads").json()["data"]["loads"]] == [told["id"]]
        assert service.ask("GET", "/v1/loads", key="other").json()["data"]["loads"] == []
        assert service.ask("DELETE", path).json()["data"]["state"] == "finished"
        assert service.ask("GET", path).status_code == 404
        assert service.ask("DELETE", "/v1/loads/files/mine.yaml").json()["data"]["files"] == []
        assert not list((own.data_dir / "load-requests").iterdir())


def key_id(service: Service) -> str:
    return service.keys["load"].split("_")[1]


def test_what_may_not_be_loaded_is_refused_at_once_and_nothing_is_written(own: Settings, theirs: Endpoint, cypher: neo4j.Driver) -> None:
    with running(own, theirs) as service:
        secret = own.data_dir.parent / "secret.yaml"
        for name in (
            str(secret),
            "../secret.yaml",
            "out.yaml",
            "/etc/passwd",
            "/proc/self/environ",
            "upload:../keys.json",
            "a\x00b",
            "http://x/y",
        ):
            refused = service.ask("POST", "/v1/loads", json={"files": [name]})
            assert refused.status_code in (404, 422), (name, refused.text)
        bodies: tuple[dict[str, Any], ...] = (
            {},
            {"loader": "--help"},
            {"loader": "a/b"},
            {"files": []},
            {"files": [""]},
            {"loader": "x", "more": 1},
        )
        for body in bodies:
            assert service.ask("POST", "/v1/loads", json=body).status_code == 422, body
        for name in ("..", ".hidden", "a%2Fb", "x.part", "a b", "x" * 121, "%00", "..%2F..%2Fkeys.json"):
            refused = service.ask("PUT", f"/v1/loads/files/{name}", content=b"x")
            assert refused.status_code in (404, 405, 422), (name, refused.text)
        assert service.ask("PUT", "/v1/loads/files/x.yaml", content=b"x", key="read").status_code == 403
        assert service.ask("GET", "/v1/loads/load-" + "x" * 22).status_code == 404
        assert service.ask("GET", "/v1/loads/..%2F..%2Fkeys").status_code == 404
        assert not list((own.data_dir / "load-requests").glob("*"))
        assert cypher.execute_query("MATCH (s:IngestState) RETURN s.seq AS seq").records[0]["seq"] == 0


def test_large_uploads_and_bombs_are_refused(own: Settings, theirs: Endpoint) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(30):
            yield b" " * 100_000

    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(3):
            file.writestr(f"{number}.csv", b"0" * 8_000_000)
    with running(own, theirs) as service:
        for content in (b"x" * 1_100_000, pieces()):
            refused = service.ask("PUT", "/v1/loads/files/large.csv", content=content)
            assert (refused.status_code, refused.json()["type"]) == (413, "/problems/too-large")
        assert service.ask("GET", "/v1/loads/files").json()["data"]["files"] == []
        for name, content in (("bomb.csv.gz", gzip.compress(b"0" * 25_000_000)), ("bomb.zip", zipped.getvalue())):
            assert service.ask("PUT", f"/v1/loads/files/{name}", content=content).status_code == 200
            refused = service.ask("POST", "/v1/loads", json={"files": [f"upload:{name}"]})
            assert (refused.status_code, refused.json()["type"]) == (413, "/problems/too-large"), name
        assert service.ask("PUT", "/v1/loads/files/broken.gz", content=b"\x1f\x8b\x08 no gzip").status_code == 200
        assert service.ask("POST", "/v1/loads", json={"files": ["upload:broken.gz"]}).status_code == 422
        kept = sum(one["bytes"] for one in service.ask("GET", "/v1/loads/files").json()["data"]["files"])
        assert service.ask("PUT", "/v1/loads/files/more.csv", content=b"x" * (1_000_001 - kept)).status_code == 413, "of all files of a key"


def test_a_load_that_cannot_be_says_why(own: Settings, theirs: Endpoint) -> None:
    (own.data_dir.parent / "inbox" / "odd.yaml").write_text("no: chronology\n")
    with running(own, theirs) as service:
        unknown = service.over(service.post(loader="no_such_loader"))
        assert unknown["state"] == "failed"
        assert "there is no loader" in unknown["error"]["message"]
        assert "Loaders: " in unknown["error"]["hint"]
        odd = service.over(service.post(files=["odd.yaml"], loader="chronology"))
        assert odd["state"] == "failed"
        assert odd["error"]["message"] == "Not one row could be loaded."
        assert "odd.yaml" in service.ask("GET", odd["rejects"][0]).text
        assert str(own.data_dir.parent) not in json.dumps(odd)


def test_loads_wait_their_turn_can_be_ended_and_outlive_the_service(own: Settings, theirs: Endpoint, cypher: neo4j.Driver) -> None:
    with running(own, theirs) as service:
        first, second, third = (service.post(loader="chronology", limit=limit) for limit in (0, 5, 0))
        ended = service.ask("DELETE", second).json()["data"]
        assert ended["state"] == "stopped"
        assert service.ask("GET", second).json()["data"]["state"] == "stopped"
        assert service.ask("GET", third).json()["data"]["state"] == "waiting"
        until = time.monotonic() + 60
        while service.ask("GET", first).json()["data"]["state"] == "waiting":
            assert time.monotonic() < until
            time.sleep(0.05)
    ledger = Ledger(own.data_dir)
    left = [load for load in ledger.every() if not load.ended]
    assert third.rpartition("/")[2] in {load.id for load in left}
    assert not [load for load in left if load.pid and is_ours(load.pid)], "no process is left behind"
    with running(own, theirs) as service:
        admin = {"key": "admin"}
        for path in (first, third):
            until = time.monotonic() + 120
            while (told := service.ask("GET", path, **admin).json()["data"])["state"] not in OVER:
                assert time.monotonic() < until, told
                time.sleep(0.2)
            assert told["state"] == "finished", told
    found = cypher.execute_query("MATCH (e:Statement {dataset: 'chronology'}) RETURN count(e) AS n").records[0]["n"]
    assert found > 100


def is_ours(pid: int) -> bool:
    try:
        return b"retorsion" in Path(f"/proc/{pid}/cmdline").read_bytes() or os.getpgid(pid) == pid
    except OSError:
        return False
