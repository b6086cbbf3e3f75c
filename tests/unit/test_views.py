"""Long permalinks: what is kept comes back whole, the same has one id, nothing else gets in or out, and there is an end to it."""

from __future__ import annotations

import errno
import multiprocessing
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from anyio.from_thread import start_blocking_portal

from api.app import create_app
from api.views import ID, MAX_ADDRESS, Views
from graph.engine import Endpoint
from graph.errors import FullError, UnknownError
from graph.settings import Settings

NOWHERE = Endpoint("bolt://127.0.0.1:1", "nobody", "nothing", database="neo4j", managed=False)
LONG = "/graph?actors=state:CHN&add=" + ",".join(f"chronology:firm-{n}" for n in range(300))


@contextmanager
def running(settings: Settings) -> Iterator[Any]:
    app = create_app(settings.model_copy(update={"open_scopes": "read", "rate_per_min": 0}), NOWHERE)
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


# --- by HTTP ---


def test_a_long_address_has_a_short_one_that_stands_for_it_also_after_a_restart(tmp_path: Path) -> None:
    with running(Settings(data_dir=tmp_path)) as ask:
        kept = ask("POST", "/v1/views", json={"address": LONG})
        assert (kept.status_code, kept.json()["data"]["address"]) == (200, LONG)
        again = ask("POST", "/v1/views", json={"address": LONG}).json()
        assert again == kept.json()
        assert ask("POST", "/v1/views", json={"address": LONG + ",x"}).json()["data"]["id"] != again["data"]["id"]
    found = kept.json()["data"]
    assert found["link"] == f"/v/{found['id']}"
    assert len(found["link"]) < 40 < 2000 < len(LONG)
    with running(Settings(data_dir=tmp_path)) as ask:
        whole = ask("GET", f"/v1/views/{found['id']}")
        assert whole.json() == kept.json()
        assert "immutable" in whole.headers["cache-control"]


def test_the_short_address_is_a_page_for_who_shows_pages(tmp_path: Path) -> None:
    with running(Settings(data_dir=tmp_path)) as ask:
        link = ask("POST", "/v1/views", json={"address": LONG}).json()["data"]["link"]
        page = ask("GET", link, headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example.org/graph?a=b",
        "//elsewhere.example.org/?a=b",
        "/v/abc?a=b",
        "/../keys.json?a",
        "/graph",
        "graph?a=b",
        "/graph?a=b\r\nX-Injected: yes",
        "/graph?a=\\b",
        "/graph?a=<script>",
        "/graph?a=\u00e9",
        "/graph?a=b#c",
        f"/graph?a={'x' * MAX_ADDRESS}",
        "",
    ],
)
def test_only_addresses_of_the_page_are_kept(tmp_path: Path, address: str) -> None:
    with running(Settings(data_dir=tmp_path)) as ask:
        refused = ask("POST", "/v1/views", json={"address": address})
        assert (refused.status_code, refused.json()["parameter"]) == (422, "address")
    assert not (tmp_path / "views").exists()


def test_what_is_full_says_so_and_what_was_kept_stays(tmp_path: Path) -> None:
    with running(Settings(data_dir=tmp_path, views_most=2)) as ask:
        ids = [ask("POST", "/v1/views", json={"address": f"/day?at={n}"}).json()["data"]["id"] for n in range(2)]
        refused = ask("POST", "/v1/views", json={"address": "/day?at=3"})
        assert (refused.status_code, refused.json()["type"]) == (507, "/problems/full")
        assert "2 views" in refused.json()["detail"]
        assert [ask("GET", f"/v1/views/{id_}").json()["data"]["address"] for id_ in ids] == ["/day?at=0", "/day?at=1"]
        assert ask("POST", "/v1/views", json={"address": "/day?at=1"}).status_code == 200, "it is there already"


@pytest.mark.parametrize("id_", ["a" * 26, "..%2fkeys.json", ".part-x", "A" * 26, "%00"])
def test_nothing_else_is_read(tmp_path: Path, id_: str) -> None:
    (tmp_path / "keys.json").write_text("[]")
    (tmp_path / "views").mkdir()
    (tmp_path / "views" / ".part-x").write_text("/day?at=1")
    with running(Settings(data_dir=tmp_path)) as ask:
        refused = ask("GET", f"/v1/views/{id_}")
        assert (refused.status_code, refused.headers["content-type"]) == (404, "application/problem+json")


# --- the folder ---


def test_a_file_that_was_changed_is_none(tmp_path: Path) -> None:
    views = Views(tmp_path, 9)
    id_ = views.keep("/day?at=1")
    assert re.fullmatch(ID, id_)
    (tmp_path / id_).write_text("/day?at=2")
    with pytest.raises(UnknownError):
        views.find(id_)


def _keep(folder: Path, begin: int) -> list[str]:
    views = Views(folder, 1000)
    return [views.keep(f"/day?at={n}") for n in range(begin, begin + 60)]


def test_several_processes_keep_the_same_and_others_at_once(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        kept = pool.starmap(_keep, [(tmp_path, 0), (tmp_path, 0), (tmp_path, 30)])
    assert kept[0] == kept[1]
    assert sorted(os.listdir(tmp_path)) == sorted({id_ for ids in kept for id_ in ids}), "and nothing half written beside them"
    assert len(os.listdir(tmp_path)) == 90


def test_a_full_disk_is_told_and_leaves_nothing_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("api.views.os.replace", full)
    with pytest.raises(FullError, match="disk"):
        Views(tmp_path, 9).keep("/day?at=1")
    assert os.listdir(tmp_path) == []
