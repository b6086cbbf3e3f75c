"""The HTTP client against a service that is made of answers: what it sends, what it takes for whole, what it goes on with."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_type_hints

import anyio
import httpx
import pytest

from api import questions as models
from retorsion import questions as ask
from retorsion.client import AsyncClient, Broken, Client, ExportMore, Problem

ENVELOPE = {
    "data": {"paths": []},
    "actors": [{"id": "state:GBR", "name": "United Kingdom"}],
    "events": [],
    "sources": [],
    "claims": [],
    "meta": {"truncated": False},
}
PROBLEM = {
    "type": "/problems/unknown",
    "title": "Not in the graph",
    "status": 404,
    "detail": "No actor is called 'x'.",
    "hint": "Near: y.",
    "parameter": "from",
    "request_id": "r",
}
Handler = Callable[[httpx.Request], httpx.Response]


def client(handler: Handler, **given: Any) -> Client:
    return Client(transport=httpx.MockTransport(handler), **given)


def from_both(handler: Handler, question: ask.Asked[Any]) -> Iterator[Any]:
    """The answer to the client that waits, then to the one that is awaited."""
    with client(handler) as one:
        yield one.ask(question)

    async def asked() -> Any:
        async with AsyncClient(transport=httpx.MockTransport(handler)) as other:
            return await other.ask(question)

    yield anyio.run(asked)


@pytest.mark.parametrize(
    ("question", "sent"),
    [
        (ask.paths("Intel", "APT31", k=2, types=["BANNED", "PART_OF"]), "/v1/paths?from=Intel&to=APT31&k=2&types=BANNED&types=PART_OF"),
        (ask.graph("GBR", "CHN", induced=True, hops=2), "/v1/graph?actors=GBR&actors=CHN&induced=true&hops=2"),
        (ask.events(source="GBR", since=date(2020, 1, 1), min_rung=-3), "/v1/events?source=GBR&since=2020-01-01&min_rung=-3"),
        (ask.actor("state:GBR"), "/v1/actors/state%3AGBR"),
        (ask.search("é &c"), "/v1/search?q=%C3%A9%20%26c&limit=12"),
        (ask.reach(event="x"), "/v1/reach?event=x"),
        (ask.at("/v1/stats"), "/v1/stats"),
    ],
)
def test_a_question_is_sent_as_its_address_takes_it(question: ask.Asked[Any], sent: str) -> None:
    assert question.request == sent

    def answer(request: httpx.Request) -> httpx.Response:
        assert httpx.URL(f"http://127.0.0.1:8000{sent}").params == request.url.params
        assert request.url.raw_path.partition(b"?")[0].decode() == sent.partition("?")[0]
        return httpx.Response(200, json=ENVELOPE)

    for found in from_both(answer, question):
        assert found.actors["state:GBR"]["name"] == "United Kingdom"
        assert found.meta == {"truncated": False}


def test_questions_name_what_the_service_takes() -> None:
    """A parameter that the service does not know, or one of its own that the client lacks, shows here."""
    same: dict[type, type[models.Question]] = {
        ask.NeighboursMore: models.NeighboursQuestion,
        ask.EventsMore: models.EventsQuestion,
        ask.GraphMore: models.GraphQuestion,
        ask.PathsMore: models.PathsQuestion,
        ask.ReachMore: models.ReachQuestion,
        ask.TimelineMore: models.TimelineQuestion,
        ask.EscalationMore: models.EscalationQuestion,
        ExportMore: models.ExportJobQuestion,
    }
    given = {"actors", "from_", "to", "a", "b", "around", "days", "of", "format"}  # by place, or by a function of its own
    for typed, model in same.items():
        assert set(get_type_hints(typed)) == model.model_fields.keys() - given, model.__name__
    assert set(get_type_hints(ask.AroundMore)) <= models.TimelineQuestion.model_fields.keys()


def test_rows_of_a_query_and_of_cypher_come_bare() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        sent = json.loads(request.content)
        assert sent in ({"parameters": {"since": "2020-01-01"}}, {"query": "RETURN 1", "parameters": {}, "max_rows": 5})
        return httpx.Response(200, json={"data": {"rows": [{"x": 1}]}})

    for question in (ask.query("q", since=date(2020, 1, 1)), ask.cypher("RETURN 1", max_rows=5)):
        assert list(from_both(answer, question)) == [[{"x": 1}], [{"x": 1}]]


def test_a_problem_is_raised_with_its_words_and_a_key_is_sent() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"] == "Bearer rts_x"
        return httpx.Response(404, json=PROBLEM)

    with client(answer, key="rts_x") as one, pytest.raises(Problem, match=r"No actor is called 'x'\. Near: y\.") as caught:
        one.ask(ask.actor("x"))
    assert (caught.value.status, caught.value.type, caught.value.parameter) == (404, "/problems/unknown", "from")


def test_pages_follow_the_link_to_the_last() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        cursor = request.url.params.get("cursor", "1")
        link = {"Link": f'</v1/events?cursor={int(cursor) + 1}>; rel="next"'} if cursor != "3" else {}
        return httpx.Response(200, json=ENVELOPE | {"data": {"page": cursor}}, headers=link)

    with client(answer) as one:
        assert [page.data["page"] for page in one.pages(ask.events())] == ["1", "2", "3"]

    async def walked() -> list[str]:
        async with AsyncClient(transport=httpx.MockTransport(answer)) as other:
            return [page.data["page"] async for page in other.pages(ask.events())]

    assert anyio.run(walked) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("last", "error"),
    [
        ({"status": {"complete": True, "truncated": False}}, None),
        ({"status": {"complete": True, "truncated": True}}, Broken),
        ({"status": {"complete": False, "truncated": True, "error": "Too slow."}}, Problem),
        (None, Broken),
    ],
)
def test_a_stream_that_is_not_whole_is_not_taken_for_whole(last: dict[str, Any] | None, error: type[Exception] | None) -> None:
    lines = [json.dumps(line) for line in ({"n": 1}, {"n": 2}, *([last] if last else []))]

    def answer(request: httpx.Request) -> httpx.Response:
        assert json.loads(request.content)["format"] == "ndjson"
        return httpx.Response(200, text="\n".join(lines) + "\n")

    found: list[ask.Row] = []
    with client(answer) as one:
        if error:
            with pytest.raises(error):
                found.extend(one.rows("MATCH (n) RETURN n"))
        else:
            found.extend(one.rows("MATCH (n) RETURN n"))
            assert found == [{"n": 1}, {"n": 2}]


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """Ten bytes at most; if there were more it breaks off."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __iter__(self) -> Iterator[bytes]:
        yield self._content[:10]
        if len(self._content) > 10:
            raise httpx.ReadError("the line went dead")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


class Desk:
    """A service that makes one export and sends it in pieces of ten bytes."""

    def __init__(self, content: bytes, sha256: str = "") -> None:
        self._content, self._sha256 = content, sha256 or hashlib.sha256(content).hexdigest()
        self.asked: list[str] = []
        self._looked = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.method)
        if request.url.path.endswith("/file"):
            return self._file(request)
        self._looked += request.method == "GET"
        state = "finished" if self._looked > 1 else "running"
        job = {"job": "j", "state": state, "sha256": self._sha256, "file": "/v1/exports/j/file", "error": None}
        return httpx.Response(202 if request.method == "POST" else 200, json={"data": job})

    def _file(self, request: httpx.Request) -> httpx.Response:
        begin = int(request.headers.get("range", "bytes=0-")[6:-1])
        assert request.headers.get("if-range", '"e"') == '"e"'
        return httpx.Response(206 if begin else 200, headers={"ETag": '"e"'}, stream=Body(self._content[begin:]))


def test_a_download_that_breaks_off_is_gone_on_with(tmp_path: Path) -> None:
    content = b"0123456789" * 4
    told: list[str] = []
    desk = Desk(content)
    with client(desk) as one:
        one.export(ask.graph("GBR"), tmp_path / "a.json", listener=lambda job: told.append(job["state"]))
    assert (tmp_path / "a.json").read_bytes() == content
    assert desk.asked.count("GET") == 2 + 4
    assert desk.asked[-1] == "DELETE"
    assert told == ["running", "running"]

    async def fetched() -> None:
        async with AsyncClient(transport=httpx.MockTransport(Desk(content))) as other:
            await other.export("/v1/graph", tmp_path / "b.json", format="gexf", gzip=True)

    anyio.run(fetched)
    assert (tmp_path / "b.json").read_bytes() == content


@pytest.mark.parametrize(("desk", "error"), [(Desk(b"x" * 200), httpx.ReadError), (Desk(b"x", sha256="0" * 64), Broken)])
def test_what_is_not_whole_leaves_no_file(tmp_path: Path, desk: Desk, error: type[Exception]) -> None:
    with client(desk) as one, pytest.raises(error):
        one.export("/v1/graph", tmp_path / "a.json")
    assert not (tmp_path / "a.json").exists()


def test_both_clients_offer_the_same() -> None:
    public = [{name: str(inspect.signature(one)) for name, one in vars(kind).items() if name[0] != "_"} for kind in (Client, AsyncClient)]
    assert public[0].keys() == public[1].keys() == {"ask", "close", "export", "pages", "rows"}
    for name in ("ask", "export", "close"):
        assert public[0][name] == public[1][name]
