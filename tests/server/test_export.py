"""What may leave, and by which door: selections, filters, clocks and shapes, by HTTP, by command line and straight, on a real graph."""

from __future__ import annotations

import gzip
import hashlib
import importlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from typer.testing import CliRunner

from api.app import create_app
from cli.main import build
from graph.answers import Filter
from graph.engine import Endpoint
from graph.export import Options, around, formats, relation
from graph.settings import Settings
from tests.conftest import found_by_settings
from tests.exports import NASTY, everything_plan, fill, made, plan_of

pytestmark = pytest.mark.server
ETREE = importlib.import_module("lxml.etree")
SCHEMA = Path(__file__).resolve().parents[1] / "data" / "export" / "gexf-1.3.xsd"
GEXF = {"g": "http://gexf.net/1.3"}


@pytest.fixture(scope="module")
def source(endpoint: Endpoint) -> Endpoint:
    fill(endpoint)
    return endpoint


@pytest.fixture(scope="module")
def get(source: Endpoint, settings: Settings) -> Iterator[Any]:
    app = create_app(settings, source)
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(app.router.lifespan_context(app)),
        portal.wrap_async_context_manager(httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")) as client,
    ):

        def ask(of: str, **more: str) -> httpx.Response:
            given = "&".join(f"{name}={value}" for name, value in ({"of": quote(of, safe="")} | more).items())
            return portal.call(client.get, f"/v1/export?{given}")

        yield ask


def rows(endpoint: Endpoint, filter: Filter | None = None, **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(made(endpoint, everything_plan(endpoint, filter, **options), "json")[0])
    return found


def test_everything_leaves_once_in_order_and_the_same_twice(source: Endpoint) -> None:
    content, manifest = made(source, everything_plan(source), "json")
    assert made(source, everything_plan(source), "json")[0] == content
    found = json.loads(content)
    ids = [edge["id"] for edge in found["edges"]]
    assert len(ids) == len(set(ids)) == manifest.counts["edges"] > 300
    assert [edge["edge_type"] for edge in found["edges"]] == sorted(edge["edge_type"] for edge in found["edges"])
    nodes = {node["id"]: node for node in found["nodes"]}
    assert {end for edge in found["edges"] for end in (edge["source"], edge["target"])} <= nodes.keys()
    assert "t:firm" in nodes, "an actor without an edge is in the whole graph too"
    assert (nodes["t:nasty"]["name"], nodes["t:nasty"]["aliases"]) == (NASTY, ["a;b", 'c"d', "e\nf", "=1+1", "'"])
    lines = "".join(f"{e['edge_type']}\t{e['id']}\t{e['source']}\t{e['target']}\n" for e in found["edges"])
    assert found["manifest"]["edges_sha256"] == hashlib.sha256(lines.encode()).hexdigest()
    assert found["manifest"]["notices"] == ["Test lists (t), CC-BY-NC-4.0: may not be used commercially."]


def test_filters_and_clocks_hold(source: Endpoint) -> None:
    only = rows(source, Filter.of(datasets="t"))
    assert {edge["dataset"] for edge in only["edges"]} == {"t"}
    assert only["manifest"]["datasets"][0]["id"] == "t"
    free = rows(source, Filter.of(datasets="chronology"))
    assert free["manifest"]["notices"] == []
    window = rows(source, Filter.of(since="2024-03", until="2024-03"), ties=False)
    assert window["edges"]
    assert all(edge["date"] <= "2024-03-31" and edge["date_to"] >= "2024-03-01" for edge in window["edges"])
    before = {edge["id"]: edge for edge in rows(source, Filter.of(as_of="2024-03-20"))["edges"]}
    assert not [id_ for id_ in before if id_.startswith("t:x")]
    now = {edge["id"]: edge for edge in rows(source)["edges"]}
    (disputed,) = [edge for id_, edge in now.items() if id_.startswith("t:x")]
    assert disputed["disputed"] is True


def test_what_is_no_longer_believed_leaves_on_demand_and_keeps_apart(source: Endpoint) -> None:
    assert not [edge for edge in rows(source)["edges"] if edge.get("retracted")]
    found = rows(source, retracted=True)["edges"]
    gone = [edge for edge in found if edge.get("retracted")]
    assert [(edge["edge_type"], edge["id"].partition("@")[0]) for edge in gone] == [("SANCTIONED", "t:y:AAA:nasty")]
    assert len({edge["id"] for edge in found}) == len(found)


def test_shapes_say_what_they_took_out(source: Endpoint) -> None:
    whole = rows(source)
    folded = rows(source, parallel="fold")
    assert sum(line["n"] for line in folded["edges"]) == len(whole["edges"])
    assert len({(line["source"], line["target"], line["is_tie"]) for line in folded["edges"]}) == len(folded["edges"])
    top = rows(source, top_n=3)
    assert len(top["nodes"]) == 3
    assert any("outside the 3 actors" in text for text in top["manifest"]["omitted"])
    some = rows(source, min_degree=5)["nodes"]
    assert 0 < len(some) < len(whole["nodes"])
    backbone = rows(source, parallel="backbone", alpha=0.3)
    assert 0 < len(backbone["edges"]) < len(whole["edges"])


def test_evidence_and_ties_are_left_out_on_demand(source: Endpoint) -> None:
    tables = ("statements", "claims", "citations", "answers", "sources")
    whole, bare = rows(source), rows(source, evidence=False, ties=False)
    assert all(whole[table] for table in tables)
    assert not [table for table in tables if bare[table]]
    assert {edge["is_tie"] for edge in whole["edges"]} == {True, False}
    assert {edge["is_tie"] for edge in bare["edges"]} == {False}


def test_the_manifest_says_what_was_asked_of_which_graph_and_whose_licences_hold_first(source: Endpoint) -> None:
    content, _ = made(source, everything_plan(source, Filter.of(as_of="2024-06"), top_n=1000), "csv")
    found = json.loads(zipfile.ZipFile(io.BytesIO(content)).read("manifest.json"))
    assert next(iter(found)) == "notices"
    assert (found["question"]["filter"], found["question"]["options"]["top_n"]) == ({"as_of": "2024-06-30"}, 1000)
    assert found["graph_version"].count(":") == 1
    assert found["counts"]["edges"] == sum(found["edges_by_type"].values()) == sum(found["edges_by_dataset"].values())
    assert all(one["licence"] and one["citation"] for one in found["datasets"])
    assert found["datasets"][0]["id"] == "t", "what binds comes first"
    assert found["coerced"]


def test_actors_and_hops_reach_as_far_as_asked(source: Endpoint) -> None:
    def ids(hops: int, **other: Any) -> set[str]:
        plan = plan_of(source, lambda store: around(store, ["APT31"], hops=hops, filter=Filter(), options=Options(), **other))
        return {edge["id"] for edge in json.loads(made(source, plan, "json")[0])["edges"]}

    assert ids(1) < ids(2) < ids(3)


@pytest.mark.parametrize("fold_to", ["none", "state"])
def test_a_dynamic_gexf_of_a_dyad_has_start_and_end_on_every_edge(source: Endpoint, fold_to: Literal["none", "state"]) -> None:
    window = Filter.of(since="2020")
    plan = plan_of(source, lambda store: relation(store, "CHN", "GBR", fold_to=fold_to, filter=window, options=Options(ties=False)))
    document = ETREE.fromstring(made(source, plan, "gexf")[0])
    schema = ETREE.XMLSchema(ETREE.parse(str(SCHEMA)))
    assert schema.validate(document), schema.error_log
    edges = document.findall(".//g:edge", GEXF)
    assert len(edges) > 5
    assert all(one.get("start") and one.get("end") for one in edges)


@pytest.mark.parametrize("name", sorted(formats()))
def test_every_format_leaves_by_http(get: Any, name: str) -> None:
    response = get("/v1/graph?actors=APT31,t:nasty&hops=1", format=name)
    assert response.status_code == 200, response.text
    assert response.headers["content-disposition"] == f'attachment; filename="retorsion-{name}{formats()[name].suffix}"'
    assert "may not be used commercially" in response.headers["x-licence-notice"]
    assert len(response.content) > 200


ANSWERS = (
    "/v1/paths?from=Intel&to=APT31",
    "/v1/timeline?a=CHN&b=GBR",
    "/v1/timeline?around=2024-03-25",
    "/v1/events?target=APT31",
    "/v1/graph?actors=GBR&limit=5",
)


@pytest.mark.parametrize("of", ANSWERS)
def test_answers_leave_with_what_they_show(get: Any, of: str) -> None:
    found = get(of, format="json").json()
    assert found["edges"]
    assert {end for edge in found["edges"] for end in (edge["source"], edge["target"])} <= {node["id"] for node in found["nodes"]}
    assert get(of, format="json", estimate="true").json()["rows"] == found["manifest"]["counts"]
    packed = get(of, format="json", gzip="true")
    assert json.loads(gzip.decompress(packed.content)) == found


@pytest.mark.parametrize(
    ("of", "more", "parameter"),
    [
        ("/v1/stats", {}, "of"),
        ("http://elsewhere.example/v1/graph", {}, "of"),
        ("/v1/graph?actors=GBR&hops=99", {}, "of"),
        ("/v1/graph?actors=GBR&nonsense=1", {}, "of"),
        ("/v1/graph?actors=GBR", {"format": "gml"}, "format"),
        ("/v1/graph?actors=GBR", {"format": "cypher", "parallel": "fold"}, "parallel"),
    ],
)
def test_what_cannot_leave_is_a_problem_of_the_asker(get: Any, of: str, more: dict[str, str], parameter: str) -> None:
    response = get(of, **more)
    assert (response.status_code, response.json()["parameter"]) == (422, parameter)


def test_the_command_line_writes_a_file_a_manifest_and_the_licence(
    source: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with found_by_settings(source, monkeypatch):
        out = tmp_path / "all.graphml.gz"
        done = CliRunner().invoke(build(), ["export", "--all", "-o", str(out)])
        assert done.exit_code == 0, done.output
        assert "licence: Test lists (t), CC-BY-NC-4.0" in done.stderr
        manifest = json.loads((tmp_path / "all.graphml.gz.manifest.json").read_text())
        assert manifest["file"] == {"bytes": out.stat().st_size, "sha256": hashlib.sha256(out.read_bytes()).hexdigest()}
        assert gzip.decompress(out.read_bytes()).startswith(b"<?xml")
        folder = tmp_path / "tables"
        assert CliRunner().invoke(build(), ["export", "--dyad", "CHN", "GBR", "--format", "csv", "-o", str(folder)]).exit_code == 0
        assert {"manifest.json", "nodes.csv", "edges.csv", "columns.json"} <= {path.name for path in folder.iterdir()}
        for wrong in (["--all", "-o", "x.unknown"], ["-o", str(out)], ["--all", "--actor", "GBR", "-o", str(out)]):
            assert CliRunner().invoke(build(), ["export", *wrong]).exit_code == 2
