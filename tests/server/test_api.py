"""The service on the bundled chronology: every example of its description runs, every answer has the shape that is described."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from api.app import create_app
from graph.engine import Endpoint
from graph.settings import Settings
from tests.conftest import wait_for_index

pytestmark = pytest.mark.server
# Endpoints outside the data of an answer: they have no graph to be empty of.
SERVICE = {"/", "/healthz", "/readyz"}
# Answers of free Cypher have no side tables: nobody knows what their rows mean.
FREE = "/v1/cypher"
# Endpoints whose `ties` and `events` are counts and tables of words.
COUNTS = {"/v1/stats", "/v1/vocabulary"}
# What the service keeps of the page is no part of the graph.
PERMALINKS = "/v1/views"
# Answers as files, and the jobs that make them: their own tests read them.
FILES = {"/v1/export"}
JOBS = {"post_export", "get_export_job", "get_export_file", "delete_export"}
# What loads needs a key as well; counts for Prometheus are no JSON.
LOADS = {"list_loads", "post_load", "get_load", "delete_load", "get_rejects", "list_files", "put_file", "delete_file", "get_metrics"}
# A view is found by the id that its POST gave: tests/unit/test_views.py.
VIEWS = {"get_view"}
# What writes needs a key, and nothing waits for a judgement before a run of `retorsion resolve`: their own test asks them.
IDENTITY = {"judge_pair", "undo_judgement", "list_pairs", "list_judgements"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One example of one operation, as a request."""

    operation: dict[str, Any]
    method: str
    path: str
    params: list[tuple[str, str]]
    body: dict[str, Any] | None = None


class Client:
    """The service without a network, on an event loop of its own."""

    def __init__(self, call: Any, client: httpx.AsyncClient, document: dict[str, Any]) -> None:
        self._call, self._client, self.document = call, client, document

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            return await self._client.request(method, path, **given)

        response: httpx.Response = self._call(send)
        return response

    def get(self, path: str, **given: Any) -> httpx.Response:
        return self.ask("GET", path, **given)

    def answer(self, path: str) -> dict[str, Any]:
        response = self.get(path)
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found


@pytest.fixture(scope="module")
def service(bundled: Endpoint, settings: Settings) -> Iterator[Client]:
    app = create_app(settings, bundled)
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(app.router.lifespan_context(app)),
        portal.wrap_async_context_manager(httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")) as client,
    ):
        wait_for_index(app)
        yield Client(portal.call, client, app.openapi())


# --- the description ---


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def runnable(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Operations whose examples can be asked by themselves: the id of a job is nobody's to choose."""
    return (one for one in operations(document) if one[2]["operationId"] not in JOBS | IDENTITY | LOADS | VIEWS)


def named_examples(document: Mapping[str, Any]) -> Iterator[Asked]:
    """Each named example with all the parameters that bear its name."""
    for method, path, operation in runnable(document):
        parameters = operation.get("parameters", [])
        names = dict.fromkeys(name for parameter in parameters for name in parameter.get("examples", {}))
        for name in names:
            values = {one["name"]: one["examples"][name]["value"] for one in parameters if name in one.get("examples", {})}
            yield request(operation, method, path, values)
        if "requestBody" in operation:
            for example in operation["requestBody"]["content"]["application/json"]["examples"].values():
                inside = {one["name"]: one["schema"]["examples"][0] for one in parameters if one["in"] == "path"}
                yield Asked(operation, method, path.format(**inside), [], example["value"])
        if not names and "requestBody" not in operation:
            yield Asked(operation, method, path, [])


def lone_examples(document: Mapping[str, Any]) -> Iterator[Asked]:
    """Each parameter's own example, put beside the operation's first named one."""
    for method, path, operation in runnable(document):
        if "requestBody" in operation:
            continue
        parameters = operation.get("parameters", [])
        base: dict[str, Any] = {}
        for one in parameters:
            first = next(iter(parameters_named(parameters)), "")
            if first in one.get("examples", {}):
                base[one["name"]] = one["examples"][first]["value"]
        for one in (one for one in parameters if one["in"] != "header"):
            for value in one["schema"].get("examples", []):
                yield request(operation, method, path, base | {one["name"]: value})


def parameters_named(parameters: list[dict[str, Any]]) -> dict[str, None]:
    return dict.fromkeys(name for parameter in parameters for name in parameter.get("examples", {}))


def request(operation: dict[str, Any], method: str, path: str, values: Mapping[str, Any]) -> Asked:
    inside = re.findall(r"\{(\w+)\}", path)
    filled = path.format(**{name: quote(values[name], safe="") for name in inside})
    rest = [(name, value) for name, value in values.items() if name not in inside]
    return Asked(operation, method, filled, [(name, text(one)) for name, value in rest for one in as_list(value)])


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_the_description_is_valid_and_complete(service: Client) -> None:
    validate(service.document)
    found = list(operations(service.document))
    ids = [operation["operationId"] for _, _, operation in found]
    assert len(ids) == len(set(ids)) >= 19
    assert not [operation["operationId"] for _, _, operation in found if not (operation.get("description") and operation.get("tags"))]
    assert not [
        f"{operation['operationId']}: {one['name']}"
        for _, _, operation in found
        for one in operation.get("parameters", [])
        if not one.get("description") or not (one.get("examples") or one["schema"].get("examples"))
    ]


def test_named_examples_run_and_find_something(service: Client) -> None:
    examples = list(named_examples(service.document))
    assert len(examples) > 30
    assert "\n".join(fault for asked in examples for fault in faults(service, asked)) == ""


def test_examples_of_single_parameters_run_and_find_something(service: Client) -> None:
    examples = list(lone_examples(service.document))
    assert len(examples) > 80
    assert "\n".join(fault for asked in examples for fault in faults(service, asked)) == ""


def faults(service: Client, asked: Asked) -> Iterator[str]:
    """What is wrong with the answer to an example: its status, its shape, its emptiness."""
    where = f"{asked.method} {asked.path} {asked.params or asked.body or ''}"
    response = service.ask(asked.method, asked.path, params=asked.params, json=asked.body)
    if response.status_code != 200:
        yield f"{where}: {response.status_code} {response.text[:300]}"
        return
    if asked.path in FILES:
        return
    schema = asked.operation["responses"]["200"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator({**schema, "components": service.document["components"]})
    yield from (f"{where}: {error.json_path} {error.message[:200]}" for error in validator.iter_errors(response.json()))
    if asked.path not in SERVICE and not something(response.json()["data"]):
        yield f"{where}: nothing found"


def something(data: Mapping[str, Any]) -> bool:
    """Whether any list of an answer holds anything; an answer without lists is one thing."""
    lists = [item for value in data.values() for item in (value.values() if isinstance(value, dict) else [value]) if isinstance(item, list)]
    return any(lists) or not lists


def test_whatever_an_answer_names_is_in_its_tables(service: Client) -> None:
    for asked in (one for one in named_examples(service.document) if one.path not in FILES | {PERMALINKS}):
        answer = service.ask(asked.method, asked.path, params=asked.params, json=asked.body).json()
        if asked.path in SERVICE | COUNTS or asked.path.startswith(FREE):
            continue
        tables = {name: {row["id"] for row in answer[name]} for name in ("actors", "events", "sources", "claims")}
        assert {party["actor"] for event in answer["events"] for party in event["participants"]} <= tables["actors"], asked.path
        assert {citation["source"] for event in answer["events"] for citation in event["sources"]} <= tables["sources"], asked.path
        assert {id_ for event in answer["events"] for id_ in event["claims"] + event["denials"]} <= tables["claims"], asked.path
        assert named_events(answer["data"]) <= tables["events"], asked.path


def named_events(data: Mapping[str, Any]) -> set[str]:
    lanes = data.get("lanes", {})
    hops = [hop for path in data.get("paths", []) for hop in path["hops"]]
    return {
        *data.get("events", []),
        *data.get("ties", []),
        *data.get("happened", []),
        *data.get("reported", []),
        *(id_ for lane in lanes.values() for id_ in lane),
        *(id_ for hop in hops for id_ in (hop["event"], *hop["others"])),
    }


# --- questions by HTTP ---


def test_pages_follow_their_links_and_miss_nothing(service: Client) -> None:
    whole = service.answer("/v1/events?source=GBR&limit=500")["data"]["events"]
    assert len(whole) > 10
    seen: list[str] = []
    path = "/v1/events?source=GBR&limit=7"
    while path:
        response = service.get(path)
        page = response.json()
        seen += page["data"]["events"]
        assert page["meta"]["truncated"] is ("link" in response.headers)
        link = re.fullmatch(r'<(/v1/events\?source=GBR&limit=7&cursor=[^>]+)>; rel="next"', response.headers.get("link", ""))
        path = link[1] if link else ""
    assert seen == whole


def test_links_of_neighbours_keep_the_actor_as_it_was_written(service: Client) -> None:
    response = service.get("/v1/actors/state%3AGBR/neighbours?limit=2&kinds=State,Person")
    link = response.headers["link"]
    assert link.startswith("</v1/actors/state%3AGBR/neighbours?limit=2&kinds=State%2CPerson&cursor=")
    following = service.answer(link[1 : link.index(">")])
    assert not {row["actor"] for row in following["data"]["neighbours"]} & {row["actor"] for row in response.json()["data"]["neighbours"]}


def test_get_and_post_answer_alike(service: Client) -> None:
    for path, body in (
        (
            "/v1/paths?from=Intel&to=APT31&types=BANNED,PART_OF&k=2",
            {"from": "Intel", "to": "APT31", "types": ["BANNED", "PART_OF"], "k": 2},
        ),
        ("/v1/graph?actors=GBR&actors=CHN&induced=true", {"actors": ["GBR", "CHN"], "induced": True}),
    ):
        by_get = service.answer(path)
        by_post = service.ask("POST", path.partition("?")[0], json=body).json()
        assert by_get["data"]
        for answer in (by_get, by_post):
            del answer["meta"]["took_ms"]
        assert by_get == by_post


def test_who_acted_against_apt31_in_march_2024(service: Client) -> None:
    answer = service.answer("/v1/events?target=APT31&members=true&since=2024-03&until=2024-03")
    found = {event["id"]: event for event in answer["events"] if event["id"] in answer["data"]["events"]}
    targets = {id_: sum(party["role"] == "target" for party in event["participants"]) for id_, event in found.items()}
    assert targets == {
        "chronology:uk-sanctions-apt31-2024": 3,
        "chronology:us-sanctions-apt31-2024": 3,
        "chronology:us-indicts-apt31-2024": 7,
        "chronology:fi-confirms-apt31-2024": 1,
    }


def test_the_filter_is_the_same_everywhere(service: Client) -> None:
    """The words of one filter, on each endpoint that takes it, come back from `meta.question`."""
    words = "types=SANCTIONED,BANNED&since=2020&until=2024-06&min_rung=0&min_confidence=0.2&datasets=chronology&clock=published&as_of=2024"
    expected = {
        "types": ["SANCTIONED", "BANNED"],
        "since": "2020-01-01",
        "until": "2024-06-30",
        "min_rung": 0,
        "min_confidence": 0.2,
        "datasets": ["chronology"],
        "clock": "published",
        "as_of": "2024-12-31",
    }
    for path in (
        "/v1/actors/CHN/neighbours?",
        "/v1/events?source=CHN&",
        "/v1/graph?actors=CHN&",
        "/v1/paths?from=Intel&to=CHN&",
        "/v1/timeline?a=CHN&b=GBR&",
        "/v1/timeline?around=2021-03-26&",
        "/v1/escalation?a=CHN&b=GBR&",
    ):
        meta = service.answer(path + words)["meta"]
        assert meta["question"]["filter"] == expected, path
        assert meta["as_of"] == "2024-12-31"


def test_empty_is_200_and_unknown_is_404(service: Client) -> None:
    assert service.answer("/v1/paths?from=Intel&to=APT31&until=1950&ties=none")["data"]["paths"] == []
    assert service.answer("/v1/events?source=GBR&until=1900")["data"]["events"] == []
    assert service.answer("/v1/search?q=zzqqxxyy")["data"]["results"] == []
    for path in ("/v1/actors/nobody", "/v1/events/nothing", "/v1/cases/none", "/v1/paths?from=nobody&to=APT31", "/v1/events?source=nobody"):
        response = service.get(path)
        assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json"), path
        assert response.json()["hint"]


def test_texts_of_any_kind_are_data_and_never_syntax(service: Client) -> None:
    """Quotes, Cypher, full-text operators, controls and long texts: an answer or a problem of the asker, never a failure."""
    texts = (
        "' OR 1=1 //",
        '"',
        "a:b AND (",
        "*",
        "~",
        "\\",
        "\x00",
        "\u202e",
        "/",
        "}) MATCH (n) DETACH DELETE n //",
        "é" * 200,
        "[1 TO",
        "&&",
    )
    for value in texts:
        quoted = quote(value, safe="")
        for path in (
            f"/v1/search?q={quoted}",
            f"/v1/actors/{quoted}",
            f"/v1/events/{quoted}",
            f"/v1/events?source={quoted}",
            f"/v1/events?cursor={quoted}",
            f"/v1/actors/CHN/neighbours?cursor={quoted}",
            f"/v1/events?recorded_as_of={quoted}",
            f"/v1/timeline?around={quoted}",
            f"/v1/events?since={quoted}",
            f"/v1/cases/{quoted}",
            f"/v1/graph?actors={quoted}",
        ):
            assert service.get(path).status_code in (200, 404, 422), path
    assert service.answer("/v1/stats")["data"]["events"] > 100


def test_answers_are_compressed_on_request_and_may_not_be_reused_unasked(service: Client) -> None:
    packed = service.get("/v1/vocabulary", headers={"Accept-Encoding": "gzip"})
    plain = service.get("/v1/vocabulary", headers={"Accept-Encoding": "identity"})
    assert (packed.headers["content-encoding"], plain.headers.get("content-encoding")) == ("gzip", None)
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 3
    assert packed.json()["data"] == plain.json()["data"]
    assert plain.headers["cache-control"] == "no-cache"


def test_the_links_of_cases_and_of_the_first_page_lead_to_answers(service: Client) -> None:
    names = [case["name"] for case in service.answer("/v1/cases")["data"]["cases"]]
    links = [sentence["link"] for name in names for sentence in service.answer(f"/v1/cases/{name}")["data"]["sentences"]]
    links += service.get("/").json()["examples"]
    assert len(links) > 5
    assert not [link for link in links if not something(service.answer(link)["data"])]


def test_the_service_is_ready(service: Client) -> None:
    found = service.get("/readyz").json()
    assert found["ready"] is True
    assert found["checks"].keys() == {"database", "schema", "constraints"}
