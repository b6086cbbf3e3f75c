"""What keeps a client up to date: tags and 304, and the change feed in pages and as events, through a load, a full house and the end."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api import feed
from graph.engine import Endpoint
from graph.ingest import ingest
from graph.settings import Settings
from graph.store import Writer
from loaders.base import loaders
from tests.conftest import empty
from tests.serving import served

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def loaded(endpoint: Endpoint) -> Endpoint:
    empty(endpoint)
    load_some(endpoint, "states")
    return endpoint


@pytest.fixture(scope="module")
def address(loaded: Endpoint, settings: Settings) -> Iterator[str]:
    with served(settings.model_copy(update={"index_poll_s": 0.2}), loaded) as found:
        until_ready(found)  # the index is part of a tag: one made before it is built is another's a moment later
        yield found


def until_ready(address: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while httpx.get(f"{address}/readyz", timeout=30).status_code != 200:
        assert time.monotonic() < until, "the index is not built"
        time.sleep(0.05)


def load_some(endpoint: Endpoint, name: str, rows: slice = slice(None)) -> None:
    loader = loaders()[name]
    with Writer(endpoint) as writer:
        for load in loader.read(loader.bundled):
            ingest(writer, load.dataset, list(load.rows)[rows])


class Listener:
    """A client of the events, in a thread."""

    def __init__(self, address: str, headers: dict[str, str] | None = None, path: str = "/v1/changes") -> None:
        self.events: list[dict[str, str]] = []
        self.comments: list[str] = []
        self.ended = threading.Event()
        self.status = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=self._listen, args=(address + path, {"Accept": "text/event-stream", **(headers or {})}), daemon=True
        )
        self._thread.start()

    def _listen(self, url: str, headers: dict[str, str]) -> None:
        event: dict[str, str] = {}
        try:
            with httpx.stream("GET", url, headers=headers, timeout=httpx.Timeout(60, read=60)) as response:
                self.status = response.status_code
                for line in response.iter_lines():
                    if self._stop.is_set():
                        break
                    if line.startswith(":"):
                        self.comments.append(line)
                    elif line:
                        name, _, value = line.partition(": ")
                        event[name] = value
                    else:
                        self.events += [event] if "event" in event else []
                        event = {}
        finally:
            self.ended.set()

    def wait_for(self, number: int, seconds: float = 30) -> list[dict[str, str]]:
        until = time.monotonic() + seconds
        while len(self.events) < number:
            assert time.monotonic() < until, self.events
            time.sleep(0.02)
        return self.events

    def leave(self) -> None:
        self._stop.set()


def page(address: str, query: str = "") -> dict[str, Any]:
    response = httpx.get(f"{address}/v1/changes{query}", timeout=30)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


# --- tags ---


def test_what_has_not_changed_is_not_sent_again_and_what_has_is(address: str, loaded: Endpoint) -> None:
    def get(path: str, **headers: str) -> httpx.Response:
        return httpx.get(address + path, headers=headers, timeout=30)

    for path in ("/v1/stats", "/v1/actors/GBR", "/v1/search?q=france"):
        first = get(path)
        assert first.status_code == 200, first.text
        tag = first.headers["etag"]
        again = get(path, **{"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), path
        assert again.headers["x-request-id"]
        assert get(path, **{"If-None-Match": f'"other", {tag.removeprefix("W/")}'}).status_code == 304
        assert get(path, **{"If-None-Match": '"other"'}).status_code == 200
        assert get(path + ("&" if "?" in path else "?") + "nonsense=1", **{"If-None-Match": tag}).status_code == 422
    assert get("/v1/actors/FRA", **{"If-None-Match": get("/v1/actors/GBR").headers["etag"]}).status_code == 200, "another question"
    before = get("/v1/stats").headers["etag"]
    load_some(loaded, "chronology", slice(20))
    after = get("/v1/stats", **{"If-None-Match": before})
    assert after.status_code == 200
    assert after.headers["etag"] != before


def test_what_changes_without_a_commit_bears_no_tag(address: str) -> None:
    for path in ("/v1/resolve", "/v1/resolve/judgements", "/healthz", "/readyz"):
        assert "etag" not in httpx.get(address + path, timeout=30).headers, path
    posted = httpx.post(f"{address}/v1/queries/successors", json={}, timeout=30)
    assert posted.status_code == 200
    assert "etag" not in posted.headers


# --- pages ---


def test_pages_hold_every_commit_once_in_order(address: str) -> None:
    whole = page(address, "?limit=1000")
    found = whole["data"]["changes"]
    assert [one["seq"] for one in found] == list(range(1, whole["meta"]["db_seq"] + 1))
    assert found[-1]["version"] == whole["meta"]["graph_version"]
    assert all(one["kept"] and one["at"] for one in found)
    assert {one["dataset"] for one in found} >= {"states", "chronology"}
    assert sum(one["added"] - one["retracted"] for one in found) == httpx.get(f"{address}/v1/stats", timeout=30).json()["data"]["edges"]
    seen: list[dict[str, Any]] = []
    path = "/v1/changes?limit=2"
    while path:
        response = httpx.get(address + path, timeout=30)
        seen += response.json()["data"]["changes"]
        link = response.headers.get("link", "")
        path = link[1 : link.index(">")] if link else ""
    assert seen == found
    assert page(address, f"?cursor={whole['meta']['graph_version']}")["data"]["changes"] == []


@pytest.mark.parametrize(("cursor", "status"), [("x y", 422), ("other-epoch:1", 410), ("999999", 410), ("1:2:3", 422), ("-1", 422)])
def test_cursors_of_nowhere_are_told(address: str, cursor: str, status: int) -> None:
    response = httpx.get(f"{address}/v1/changes", params={"cursor": cursor}, timeout=30)
    assert (response.status_code, response.json()["parameter"]) == (status, "cursor")
    as_events = httpx.get(f"{address}/v1/changes", params={"cursor": cursor}, headers={"Accept": "text/event-stream"}, timeout=30)
    assert as_events.status_code == status


# --- events ---


def test_events_go_on_behind_the_last_one_and_bring_what_is_loaded_meanwhile(address: str, loaded: Endpoint) -> None:
    whole = page(address)["data"]["changes"]
    from_first = Listener(address, {"Last-Event-ID": whole[0]["version"]})
    from_now = Listener(address)
    known = from_first.wait_for(len(whole) - 1)
    assert [one["id"] for one in known] == [one["version"] for one in whole[1:]]
    assert [json.loads(one["data"]) for one in known] == whole[1:]
    time.sleep(0.5)
    assert not from_now.events
    load_some(loaded, "chronology", slice(20, None))
    for listener in (from_first, from_now):
        new = page(address, f"?cursor={whole[-1]['version']}")["data"]["changes"]
        assert new
        listener.wait_for(len(new) + (len(whole) - 1 if listener is from_first else 0))
        assert json.loads(listener.events[-1]["data"])["version"] == page(address)["meta"]["graph_version"]
        listener.leave()


def test_the_house_is_full_at_its_limit_and_a_place_comes_back(
    loaded: Endpoint, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "HEARTBEAT_S", 0.3)
    with served(settings, loaded) as address:
        monkeypatch.setattr(feed.Followers, "enter", limited(2))
        listeners = [Listener(address) for _ in range(2)]
        until = time.monotonic() + 20
        while not all(one.comments for one in listeners):
            assert time.monotonic() < until
            time.sleep(0.05)
        refused = httpx.get(f"{address}/v1/changes", headers={"Accept": "text/event-stream"}, timeout=30)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
        for one in listeners:
            one.leave()
            assert one.ended.wait(20)
        last = Listener(address)
        while not last.comments:
            assert time.monotonic() < until + 20
            time.sleep(0.05)
        began = time.monotonic()
    assert last.ended.wait(5), "an open feed does not keep the service from its end"
    assert time.monotonic() - began < 8


def limited(most: int) -> Any:
    plain = feed.Followers.enter

    def enter(self: feed.Followers) -> None:
        self.most = most
        plain(self)

    return enter
