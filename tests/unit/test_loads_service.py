"""Loads by HTTP without a database: what the process says becomes the load's, but for what is the operator's alone."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from anyio.from_thread import start_blocking_portal

from api.app import create_app
from api.load_jobs import Loads
from api.load_ledger import KEPT_DAYS, Ledger
from api.uploads import Uploads
from graph.engine import Endpoint
from graph.errors import QuestionError, TooLargeError, UnknownError
from graph.settings import Settings

NOWHERE = Endpoint("bolt://127.0.0.1:1", "secret-user", "secret-password", database="neo4j", managed=False)


@contextmanager
def running(settings: Settings) -> Iterator[Any]:
    app = create_app(settings.model_copy(update={"open_scopes": "load"}), NOWHERE)
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(app.router.lifespan_context(app)),
        portal.wrap_async_context_manager(httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://graph.test")) as client,
    ):

        def ask(method: str, path: str, **given: Any) -> httpx.Response:
            async def send() -> httpx.Response:
                return await client.request(method, path, **given)

            response: httpx.Response = portal.call(send)
            return response

        yield ask


def over(ask: Any, path: str) -> dict[str, Any]:
    until = time.monotonic() + 60
    while (told := ask("GET", path).json()["data"])["state"] in ("waiting", "running"):
        assert time.monotonic() < until, told
        time.sleep(0.1)
    found: dict[str, Any] = told
    return found


def test_a_load_that_fails_says_why_and_keeps_the_operators_secrets(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, "retorsion.http")
    with running(Settings(data_dir=tmp_path / "data", load_dirs=str(tmp_path))) as ask:
        (tmp_path / "mine.yaml").write_text("chronology: 1\n")
        unknown = over(ask, ask("POST", "/v1/loads", json={"loader": "no_such_loader"}).headers["location"])
        assert (unknown["state"], unknown["error"]["message"]) == ("failed", "no_such_loader: there is no loader and no file of that name")
        nowhere = over(ask, ask("POST", "/v1/loads", json={"loader": "chronology", "files": ["mine.yaml"]}).headers["location"])
        assert nowhere["state"] == "failed"
        assert nowhere["error"] == {"message": "The database could not do what was asked.", "hint": "The service's log says why."}
        assert "No Neo4j answers" in caplog.text
        told = json.dumps([unknown, nowhere])
        assert not [word for word in ("secret", "bolt:", str(tmp_path)) if word in told]
        pages = ask("GET", "/v1/loads?limit=1")
        assert [one["id"] for one in pages.json()["data"]["loads"]] == [nowhere["id"]]
        link = pages.headers["link"]
        assert [one["id"] for one in ask("GET", link[1 : link.index(">")]).json()["data"]["loads"]] == [unknown["id"]]
        assert ask("GET", "/v1/loads?cursor=load-none").status_code == 410


def test_one_key_sent_five_times_at_once_is_one_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Loads, "_begin", lambda self, load: None)

    async def run() -> None:
        loads = Loads(Settings(data_dir=tmp_path, load_dirs=str(tmp_path)), NOWHERE)
        asked = {"files": [str(tmp_path)], "loader": "chronology", "strict": False, "limit": 0}
        found = await asyncio.gather(*(loads.submit("ada", asked, "monday") for _ in range(5)))
        assert len({load.id for load, _ in found}) == 1
        assert [new for _, new in found].count(True) == 1
        other, new = await loads.submit("bob", asked, "monday")
        assert (new, other.id != found[0][0].id) == (True, True), "a key is one person's"
        assert len({(await loads.submit("ada", asked))[0].id for _ in range(2)}) == 2, "without a key each is one"

    anyio.run(run)


def test_records_have_their_time(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    old, new, open_ = (ledger.create({"owner": "a", "asked": {}}) for _ in range(3))
    old.note(ended="finished", ended_at="2001-01-01T00:00:00.000+00:00")
    new.note(ended="finished", ended_at="2999-01-01T00:00:00.000+00:00")
    ledger.forget_old()
    assert {load.id for load in ledger.every()} == {new.id, open_.id}
    assert KEPT_DAYS == 30
    assert ledger.open("../x") is None


async def _pieces(*parts: bytes) -> Any:
    for part in parts:
        yield part


async def _broken(*parts: bytes) -> Any:
    for part in parts:
        yield part
    raise ConnectionResetError


def test_an_upload_breaks_off_and_goes_on_within_its_room(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path / "key", 10)

    async def run() -> None:
        with pytest.raises(ConnectionResetError):
            await uploads.receive("a.csv", _broken(b"abc", b"d"), 0)
        assert uploads.listed() == [{"name": "a.csv", "bytes": 4, "whole": False}]
        with pytest.raises(UnknownError):
            uploads.path("a.csv")
        with pytest.raises(QuestionError, match="4 bytes of it"):
            await uploads.receive("a.csv", _pieces(b"x"), 3)
        await uploads.receive("a.csv", _pieces(b"ef"), 4)
        assert uploads.path("a.csv").read_bytes() == b"abcdef"
        with pytest.raises(TooLargeError):
            await uploads.receive("b.csv", _pieces(b"12345"), 0)
        await uploads.receive("b.csv", _pieces(b"1234"), 0)
        await uploads.receive("a.csv", _pieces(b"anew"), 0)
        assert [one["bytes"] for one in uploads.listed()] == [4, 4]
        uploads.remove("a.csv")
        assert [one["name"] for one in uploads.listed()] == ["b.csv"]

    anyio.run(run)


def test_what_unpacks_to_too_much_is_found_whatever_it_says_of_itself(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, 1_000)
    (tmp_path / "plain.csv").write_bytes(b"x" * 900)
    uploads.check_unpacked(tmp_path / "plain.csv")
    (tmp_path / "fair.csv").write_bytes(gzip.compress(b"x" * 19_000))
    uploads.check_unpacked(tmp_path / "fair.csv")
    (tmp_path / "bomb.csv").write_bytes(gzip.compress(b"x" * 21_000))
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(3):
            packed.writestr(f"{number}", b"x" * 8_000)
    for name in ("bomb.csv", "bomb.xlsx"):
        with pytest.raises(TooLargeError):
            uploads.check_unpacked(tmp_path / name)
    lying = bytearray((tmp_path / "bomb.xlsx").read_bytes())
    for at in (i for i in range(len(lying) - 4) if lying[i : i + 4] == (8_000).to_bytes(4, "little")):
        lying[at : at + 4] = (1).to_bytes(4, "little")
    (tmp_path / "lying.zip").write_bytes(lying)
    with pytest.raises((TooLargeError, QuestionError)):
        uploads.check_unpacked(tmp_path / "lying.zip")
