"""Each query of the library on the bundled chronology: what it answers, of which types, found by an index; the same by every door."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import anyio
import httpx
import neo4j
import pytest
from typer.testing import CliRunner

from api.app import create_app
from cli.main import build
from graph.engine import Endpoint
from graph.queries import Query, library
from graph.session import open_graph
from graph.settings import Settings
from tests.conftest import found_by_settings
from tests.golden import CHANGING, FOLDER, answer_of, golden

pytestmark = pytest.mark.server
NAMES = sorted(library())
# Nothing is retracted, withdrawn or told by two datasets where one chronology was loaded once.
EMPTY = {"retracted_edges", "same_act_in_datasets", "withdrawn_statements"}
TYPES = {"string": str, "integer": int, "boolean": bool, "date": str, "datetime": str}
LARGE = ("Actor", "Statement", "Event", "Tie", "Source", "Record", "State")


@pytest.mark.parametrize("name", NAMES)
def test_answers_as_before_in_the_types_of_its_header(name: str, bundled: Endpoint) -> None:
    answer = anyio.run(answer_of, bundled, library(), name)
    kept = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    assert golden(answer, library()[name]) == kept, "if that is right: python -m tests.golden"
    rows = answer["data"]["rows"]
    assert bool(rows) is (name not in EMPTY)
    for column in library()[name].columns:
        assert not [row for row in rows if not fits(row[column.name], column.type)], column.name


def fits(value: Any, type_: str) -> bool:
    if value is None:
        return True
    if type_.startswith("list<"):
        return isinstance(value, list) and all(fits(item, type_[5:-1]) for item in value)
    if type_ == "date":
        return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", value))
    if type_ == "float":
        return isinstance(value, float | int)
    return type(value) is TYPES[type_]


def test_every_kept_answer_is_of_a_query() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(NAMES)
    assert len(NAMES) >= 42
    assert {"load", "started_at"} == CHANGING


def given_a_start(query: Query) -> bool:
    return any(re.search(r"\bid\b", parameter.about) for parameter in query.parameters)


@pytest.fixture(scope="module")
def counted(bundled: Endpoint) -> None:
    """The planner knows how much there is: what it had sampled before is of graphs that other tests loaded and deleted."""
    with neo4j.GraphDatabase.driver(bundled.uri, auth=(bundled.user, bundled.password)) as driver:
        driver.execute_query("CALL db.prepareForReplanning(60)", database_=bundled.database)


@pytest.mark.parametrize("name", [name for name in NAMES if given_a_start(library()[name])])
def test_a_start_that_is_given_is_found_by_an_index(name: str, counted: None, cypher: neo4j.Driver) -> None:
    """No scan of all nodes, of all relationships, or of a label that grows with the data."""
    query = library()[name]
    with cypher.session(default_access_mode=neo4j.READ_ACCESS) as session:
        plan = session.run(f"CYPHER 25 PROFILE {query.text}", query.bind({})).consume().profile
    assert plan is not None
    assert not [f"{step['operatorType']} {step['args'].get('Details')}" for step in steps(plan) if scans(step)]


def test_most_queries_have_a_start() -> None:
    assert sum(map(given_a_start, library().values())) > 35


def steps(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("children", ()):
        yield from steps(child)


def scans(step: dict[str, Any]) -> bool:
    name = step["operatorType"].partition("@")[0]
    if "LabelScan" in name:
        return any(f":{label}" in step["args"].get("Details", "") for label in LARGE)
    return "AllNodesScan" in name or "AllRelationshipsScan" in name or name == "NodeIndexScan"


# --- the doors ---


def test_http_command_line_and_python_give_the_same_rows(bundled: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    with found_by_settings(bundled, monkeypatch):
        words = ["query", "lists_compared", "-p", "limit=3", "-p", "a=state:GBR", "--json"]
        by_command = json.loads(CliRunner().invoke(build(), words).stdout)
        with open_graph() as graph:
            by_python = graph.query("lists_compared", limit=3)
    by_http = post(bundled, "/v1/queries/lists_compared", {"parameters": {"limit": 3}}).json()
    assert by_command["data"] == by_http["data"]
    assert [row["target"] for row in by_python] == [row["target"] for row in by_http["data"]["rows"]]
    assert by_python[0]["since_a"].isoformat() == by_http["data"]["rows"][0]["since_a"]


def test_truncated_is_said_only_where_rows_were_cut(bundled: Endpoint) -> None:
    for limit, cut in ((1, True), (2, False), (3, False)):
        meta = post(bundled, "/v1/queries/stated_answers", {"parameters": {"limit": limit}}).json()["meta"]
        assert meta["truncated"] is cut
        assert meta["question"]["parameters"]["limit"] == meta["limits"]["limit"] == limit


@pytest.mark.parametrize(
    ("name", "parameters", "status", "parameter", "hint"),
    [
        ("sanctions_by_stat", {}, 404, "name", "Did you mean sanctions_by_state"),
        ("create_edges", {}, 404, "name", ""),
        ("sanctions_by_state", {"stat": "x"}, 422, "stat", "Did you mean state?"),
        ("sanctions_by_state", {"limit": 0}, 422, "limit", ""),
        ("sanctions_by_state", {"limit": "5"}, 422, "limit", ""),
        ("sanctions_by_state", {"limit": True}, 422, "limit", ""),
        ("sanctions_by_state", {"state": None}, 422, "state", "Actor id of the state"),
        ("sanctions_by_state", {"state": ["state:GBR"]}, 422, "state", ""),
        ("public_by", {"day": "2024-02-30"}, 422, "day", ""),
        ("public_by", {"day": "yesterday"}, 422, "day", ""),
        ("response_chains", {"basis": "guessed"}, 422, "basis", ""),
        ("actors_by_name", {"words": "a:b AND ("}, 422, "", ""),
    ],
)
def test_a_wrong_parameter_is_a_problem_that_names_it(
    name: str, parameters: dict[str, Any], status: int, parameter: str, hint: str, bundled: Endpoint
) -> None:
    response = post(bundled, f"/v1/queries/{name}", {"parameters": parameters})
    assert response.status_code == status, response.text
    assert response.json().get("parameter", "") == parameter
    assert response.json()["hint"].startswith(hint)


def post(endpoint: Endpoint, path: str, body: dict[str, Any]) -> httpx.Response:
    async def ask() -> httpx.Response:
        app = create_app(Settings(), endpoint)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client,
        ):
            return await client.post(path, json=body)

    return anyio.run(ask)
