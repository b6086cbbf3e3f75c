"""Questions that take long: the event loop never waits for them, and a budget or a client's departure ends their work."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import anyio
import httpx
import pytest

from graph.answers import walks
from graph.engine import Endpoint
from graph.settings import Settings
from graph.temporal.journeys import Budget, Found, journeys
from tests.serving import served

pytestmark = pytest.mark.server
CLIENTS = 32
PATHS = "/v1/paths?from=Intel&to=APT31"


class Stuck:
    """A search that goes on until it is let go, or told to end."""

    def __init__(self) -> None:
        self.release, self.begun, self.ended = threading.Event(), threading.Event(), threading.Event()
        self.at_once = self.most = 0

    def __call__(self, network: Any, walk: Any, starts: Any, goals: Any, k: int, budget: Budget) -> Found:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        self.begun.set()
        try:
            while not self.release.is_set():
                if budget.cancel[0]:
                    self.ended.set()
                    return Found((), 0, 7, "cancelled", 0.0)
                time.sleep(0.005)
            return journeys(network, walk, starts, goals, k, budget)
        finally:
            self.at_once -= 1


@pytest.fixture(scope="module")
def address(bundled: Endpoint, settings: Settings) -> Iterator[str]:
    with served(settings, bundled) as found:
        until = time.monotonic() + 60
        while httpx.get(found + PATHS, timeout=60).status_code == 503:
            assert time.monotonic() < until
            time.sleep(0.1)
        yield found


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stuck]:
    made = Stuck()
    monkeypatch.setattr(import_module("graph.answers.paths"), "journeys", made)  # the package names a function so
    yield made
    made.release.set()


def test_thirty_two_that_wait_for_paths_keep_nobody_else(address: str, stuck: Stuck, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walks, "BUDGET_S", 600)

    async def ask() -> list[httpx.Response]:
        limits = httpx.Limits(max_connections=CLIENTS + 2)
        async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as client:
            waiting = [asyncio.ensure_future(client.get(PATHS)) for _ in range(CLIENTS)]
            await anyio.to_thread.run_sync(stuck.begun.wait)
            for path in ("/healthz", "/readyz", "/v1/search?q=intel", "/v1/actors/GBR", "/v1/actors/GBR/neighbours") * 3:
                response = await client.get(path)
                assert response.status_code == 200, (path, response.text)
            assert not any(one.done() for one in waiting)
            stuck.release.set()
            return list(await asyncio.gather(*waiting))

    answers = asyncio.run(ask())
    assert [response.status_code for response in answers] == [200] * CLIENTS
    assert all(response.json()["data"]["paths"] == answers[0].json()["data"]["paths"] for response in answers)
    assert 1 <= stuck.most <= walks.AT_ONCE


def test_a_budget_ends_the_work_and_the_answer_says_so(address: str, stuck: Stuck, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walks, "BUDGET_S", 0.2)
    answer = httpx.get(address + PATHS, timeout=60).json()
    assert stuck.ended.is_set()
    assert answer["meta"]["truncated"]
    assert "stopped when its time was over" in answer["meta"]["truncated_because"]
    assert answer["data"]["paths"] == []


def test_a_client_that_leaves_ends_the_work(address: str, stuck: Stuck) -> None:
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(address + PATHS, timeout=httpx.Timeout(60, read=1))
    assert stuck.begun.wait(30)
    assert stuck.ended.wait(30)
