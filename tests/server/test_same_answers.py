"""The questions of the seed case asked three ways: HTTP, the command line and Python give one answer."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Any

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from typer.testing import CliRunner

from api.app import create_app
from cli.main import build
from graph import answers
from graph.answers import Answer, Filter, ReachOptions
from graph.engine import Endpoint
from graph.errors import QuestionError
from graph.session import open_graph
from graph.settings import Settings
from retorsion import open_graph as public_open_graph
from tests.conftest import found_by_settings, wait_for_index

pytestmark = pytest.mark.server

MARCH = Filter.of(since="2024-03", until="2024-03")
YEARS = Filter.of(since="2020", until="2024")
BEFORE = Filter.of(as_of="2024-03-24")
Ask = Callable[..., Awaitable[Answer]]

QUESTIONS: list[tuple[str, str, Ask]] = [
    (
        "events --target APT31 --members --since 2024-03 --until 2024-03",
        "/v1/events?target=APT31&members=true&since=2024-03&until=2024-03",
        lambda store: answers.events(store, target="APT31", members=True, filter=MARCH),
    ),
    (
        "path Intel APT31",
        "/v1/paths?from=Intel&to=APT31",
        partial(answers.paths, source="Intel", target="APT31", filter=Filter()),
    ),
    (
        "reach GBR --since 2018 --limit 5",
        "/v1/reach?actors=GBR&since=2018&limit=5",
        partial(answers.reach, actors="GBR", options=ReachOptions(limit=5), filter=Filter.of(since="2018")),
    ),
    (
        "timeline CHN GBR --since 2020 --until 2024",
        "/v1/timeline?a=CHN&b=GBR&since=2020&until=2024",
        lambda store: answers.timeline(store, "CHN", "GBR", filter=YEARS),
    ),
    (
        "escalation CHN GBR --since 2020 --until 2024",
        "/v1/escalation?a=CHN&b=GBR&since=2020&until=2024",
        lambda store: answers.escalation(store, "CHN", "GBR", filter=YEARS),
    ),
    (
        "responses GBR RUS --since 2018 --until 2018",
        "/v1/responses?a=GBR&b=RUS&since=2018&until=2018",
        partial(answers.responses, a="GBR", b="RUS", filter=Filter.of(since="2018", until="2018")),
    ),
    (
        "chain chronology:us-301-list-2018 --as-of 2018-08-31",
        "/v1/chains/chronology:us-301-list-2018?as_of=2018-08-31",
        partial(answers.chain, event="chronology:us-301-list-2018", filter=Filter.of(as_of="2018-08-31")),
    ),
    (
        "board --as-of 2018-04-15 --since 2018-03-20",
        "/v1/escalation/board?as_of=2018-04-15&since=2018-03-20",
        partial(answers.escalation_board, filter=Filter.of(as_of="2018-04-15", since="2018-03-20")),
    ),
    (
        "event chronology:cn-electoral-commission-2021",
        "/v1/events/chronology:cn-electoral-commission-2021",
        lambda store: answers.event(store, "chronology:cn-electoral-commission-2021"),
    ),
    (
        "event chronology:cn-bans-intel-amd-2024",
        "/v1/events/chronology:cn-bans-intel-amd-2024",
        lambda store: answers.event(store, "chronology:cn-bans-intel-amd-2024"),
    ),
    (
        "around 2024-03-24 --as-of 2024-03-24",
        "/v1/timeline?around=2024-03-24&as_of=2024-03-24",
        lambda store: answers.around(store, "2024-03-24", filter=BEFORE),
    ),
    (
        "events --source China --as-of 2024-03-24 --limit 500",
        "/v1/events?source=China&as_of=2024-03-24&limit=500",
        lambda store: answers.events(store, source="China", filter=BEFORE, limit=500),
    ),
    ("search apt31", "/v1/search?q=apt31", lambda store: answers.search(store, "apt31")),
    ("case apt31-2024", "/v1/cases/apt31-2024", lambda store: answers.case(store, "apt31-2024")),
]


@pytest.fixture(scope="module")
def http(bundled: Endpoint, settings: Settings) -> Iterator[Callable[[str], dict[str, Any]]]:
    app = create_app(settings, bundled)
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(app.router.lifespan_context(app)),
        portal.wrap_async_context_manager(httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")) as client,
    ):
        wait_for_index(app)

        def get(path: str) -> dict[str, Any]:
            response = portal.call(client.get, path)
            assert response.status_code == 200, response.text
            found: dict[str, Any] = response.json()
            return found

        yield get


@pytest.fixture
def by_settings(bundled: Endpoint, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A person's own settings, pointing at the test's database."""
    with found_by_settings(bundled, monkeypatch):
        yield


def without_time(envelope: dict[str, Any]) -> dict[str, Any]:
    assert envelope["meta"].pop("took_ms") > 0
    return envelope


@pytest.mark.usefixtures("by_settings")
@pytest.mark.parametrize(("words", "path", "ask"), QUESTIONS, ids=[words for words, _, _ in QUESTIONS])
def test_three_doors_one_answer(words: str, path: str, ask: Ask, http: Callable[[str], dict[str, Any]]) -> None:
    told = CliRunner().invoke(build(), [*words.split(), "--json"])
    assert (told.exit_code, told.stderr) == (0, "")
    with open_graph() as graph:
        answer = graph.ask(ask)
    by_http = without_time(http(path))
    assert without_time(json.loads(told.stdout)) == by_http
    assert without_time(json.loads(json.dumps(answer.envelope()))) == by_http


@pytest.mark.usefixtures("by_settings")
def test_a_notebook_asks_the_library_by_name() -> None:
    with public_open_graph() as graph:
        rows = graph.query("sanctions_by_state", state="state:GBR")
        assert {row["target"] for row in rows} >= {"Ni Gaobin", "Zhao Guangzong"}
        with pytest.raises(QuestionError, match="stat"):
            graph.query("sanctions_by_state", stat="state:GBR")
