"""Every format on a graph that is hard to write down, read back by the tool that its users use: the same nodes, edges, types and texts."""

from __future__ import annotations

import csv
import gzip
import importlib
import io
import json
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from graph.errors import QuestionError
from graph.export import Spool, Subgraph, estimate, format_named, formats
from graph.export.cypher import literal, script_statements
from graph.export.ftm import SCHEMAS
from graph.settings import ROOT
from tests.exports import edge, node, small, written

NX = importlib.import_module("networkx")
PQ = importlib.import_module("pyarrow.parquet")
ETREE = importlib.import_module("lxml.etree")
SCHEMA = Path(__file__).resolve().parents[1] / "data" / "export" / "gexf-1.3.xsd"
NASTY = 'A "q", \\b `t` ; <&> \' \nline\r\ttab الاسم \U00010348 \u202e \x01\x1f ]]> -- =1'
XML_NASTY = NASTY.replace("\x01", "\u2401").replace("\x1f", "\u241f")
NODES = [
    node("state:AAA", aliases=["Triple; A", 'x"y', "é"], iso2="AA", n=3),
    node("t:firm", kind="Company", name=NASTY, description="=SUM(A1)", listed=True, weight=0.25),
    node("t:apt", kind="ThreatActor", name="APT", aliases=["Bear"], n=2**40),
]
EDGES = [
    edge("t:1", "state:AAA", "t:firm", statement="t:s1", disputed=True, programme="-2"),
    edge("t:2", "state:AAA", "t:firm", statement="t:s2", date=date(1962, 10, 16), date_to=date(1962, 10, 28), mixed=1),
    edge("t:3", "t:apt", "state:AAA", edge_type="CYBER_TARGETED", source_url="https://example.org/1", mixed=1.5),
    edge("t:4", "t:firm", "state:AAA", edge_type="PART_OF", is_tie=True, valid_from=date(2000, 1, 1), mixed="text"),
]
del EDGES[3]["date"], EDGES[3]["date_to"], EDGES[3]["action"]
CLAIM = {"id": "t:c", "statement": "t:s1", "claimant": "t:apt", "claimant_name": "APT", "claimant_kind": "ThreatActor"}
OTHER = {"claimant": "state:BBB", "claimant_name": "B", "claimant_kind": "State"}
TABLES: dict[str, list[dict[str, Any]]] = {
    "statements": [{"id": "t:s1", "text": NASTY}, {"id": "t:s2", "text": "two"}],
    "claims": [
        CLAIM | {"stance": "denied", "words": "", "quote": "No.", "date": date(2024, 4, 1)},
        CLAIM | {"id": "t:d", "stance": "claimed", "words": "likely"} | OTHER,
    ],
    "sources": [{"id": "t:src", "title": "T{itle} 100% & more", "publisher": "Gazette", "published": date(2024, 3, 1), "url": "https://example.org/a_b"}],
    "citations": [{"statement": "t:s1", "source": "t:src", "date": date(2024, 3, 1)}],
}  # fmt: skip


@pytest.fixture
def graph() -> Iterator[Subgraph]:
    with Spool() as spool:
        yield small(spool, NODES, EDGES, **TABLES)


def iso(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def test_every_format_is_found_and_says_what_it_keeps() -> None:
    assert list(formats()) == sorted(formats())
    wanted = "json cytoscape node-link graphology ndjson graphml gexf csv parquet neo4j-admin cypher stix ftm bibtex csl-json"
    assert set(wanted.split()) <= formats().keys()
    assert all(one.about and one.keeps and one.suffix.startswith(".") and "/" in one.media_type for one in formats().values())
    with pytest.raises(QuestionError, match="There is no format 'gml'") as caught:
        format_named("gml")
    assert caught.value.hint == f"One of: {', '.join(formats())}."


@pytest.mark.parametrize("name", [name for name, one in formats().items() if one.needs != "store"])
def test_a_file_says_whose_licence_binds_and_is_the_same_twice(graph: Subgraph, name: str) -> None:
    first = written(graph, name)
    assert written(graph, name) == first
    text = first if not format_named(name).several else zipfile.ZipFile(io.BytesIO(first)).read("manifest.json")
    assert b"CC-BY-SA-4.0" in text[:2000]
    packed = written(graph, name, gzip=True)
    assert gzip.decompress(packed) == first


def test_json_keeps_everything_and_its_schema(graph: Subgraph) -> None:
    found = json.loads(written(graph, "json"))
    schema = json.loads((ROOT / "graph/export/json.schema.json").read_text())
    assert [error.message for error in Draft202012Validator(schema).iter_errors(found)] == []
    assert found["nodes"] == sorted(NODES, key=lambda row: row["id"])
    by_id = {row["id"]: row for row in found["edges"]}
    assert by_id["t:2"] == iso(EDGES[1]) | {"mixed": "1"}
    assert found["manifest"]["coerced"] == ["edges.mixed: rows had several types, written as one"]
    assert found["claims"][0]["stance"] == "denied"


def test_ndjson_ends_with_the_word_that_it_is_whole(graph: Subgraph) -> None:
    lines = [json.loads(line) for line in written(graph, "ndjson").decode().split("\n")[:-1]]
    assert lines[0]["record"] == "manifest"
    assert lines[-1] == {"record": "end", "complete": True, "lines": len(lines)}
    assert [line["id"] for line in lines if line["record"] == "edge"] == ["t:3", "t:4", "t:1", "t:2"]


@pytest.mark.parametrize("name", ["node-link", "graphml"])
def test_networkx_reads_parallel_edges_with_their_types(graph: Subgraph, name: str) -> None:
    content = written(graph, name)
    read = NX.node_link_graph(json.loads(content), edges="edges") if name == "node-link" else NX.read_graphml(io.BytesIO(content))
    assert read.is_multigraph()
    assert read.is_directed()
    assert set(read.nodes) == {row["id"] for row in NODES}
    assert read.nodes["t:firm"]["name"] == (NASTY if name == "node-link" else XML_NASTY)
    assert (read.nodes["t:apt"]["n"], read.nodes["t:firm"]["listed"], read.nodes["t:firm"]["weight"]) == (2**40, True, 0.25)
    assert read.number_of_edges("state:AAA", "t:firm") == 2
    found = {key: data for _, _, key, data in read.edges(keys=True, data=True)}
    assert len(found) == len(EDGES)
    assert (found["t:2"]["date"], found["t:2"]["date_epoch"]) == ("1962-10-16", -227577600)
    assert found["t:1"]["disputed"] is True
    assert found["t:3"]["edge_type"] == "CYBER_TARGETED"


def test_igraph_reads_graphml(graph: Subgraph, tmp_path: Path) -> None:
    path = tmp_path / "g.graphml"
    path.write_bytes(written(graph, "graphml"))
    read = importlib.import_module("igraph").Graph.Read_GraphML(str(path))
    assert (read.vcount(), read.ecount(), read.is_directed()) == (3, 4, True)
    names = dict(zip(read.vs["id"], read.vs["name"], strict=True))
    assert names["t:firm"] == XML_NASTY
    ends = sorted((read.vs[one.source]["id"], read.vs[one.target]["id"], one["label"]) for one in read.es)
    assert ends == sorted((row["source"], row["target"], row["edge_type"]) for row in EDGES)


def test_gexf_is_valid_and_every_dated_edge_has_a_spell(graph: Subgraph) -> None:
    content = written(graph, "gexf")
    document = ETREE.fromstring(content)
    schema = ETREE.XMLSchema(ETREE.parse(str(SCHEMA)))
    assert schema.validate(document), schema.error_log
    names = {"g": "http://gexf.net/1.3"}
    edges = {one.get("id"): one for one in document.iterfind(".//g:edge", names)}
    assert {id_: (one.get("kind"), one.get("start"), one.get("end")) for id_, one in edges.items()} == {
        "t:1": ("SANCTIONED", "2024-03-01", "2024-03-31"),
        "t:2": ("SANCTIONED", "1962-10-16", "1962-10-28"),
        "t:3": ("CYBER_TARGETED", "2024-03-01", "2024-03-31"),
        "t:4": ("PART_OF", "2000-01-01", None),
    }
    assert not [one for one in edges.values() if one.get("type")]
    labels = {one.get("id"): one.get("label") for one in document.iterfind(".//g:node", names)}
    assert labels["t:firm"] == XML_NASTY
    types = {one.get("title"): one.get("type") for one in document.iterfind(".//g:attribute", names)}
    assert (types["aliases"], types["n"], types["confidence"], types["disputed"]) == ("liststring", "long", "double", "boolean")


def test_a_graphology_and_a_cytoscape_edge_has_an_id_of_its_own(graph: Subgraph) -> None:
    found = json.loads(written(graph, "graphology"))
    assert found["options"] == {"type": "directed", "multi": True, "allowSelfLoops": True}
    assert len({row["key"] for row in found["edges"]}) == 4
    assert {row["source"] for row in found["edges"]} <= {row["key"] for row in found["nodes"]}
    shown = json.loads(written(graph, "cytoscape"))["elements"]
    assert sorted(row["data"]["id"] for row in shown["edges"]) == ["t:1", "t:2", "t:3", "t:4"]
    assert {row["data"]["label"] for row in shown["edges"]} == {"SANCTIONED", "CYBER_TARGETED", "PART_OF"}


def test_csv_reads_back_and_holds_no_formula(graph: Subgraph, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(written(graph, "csv"))) as opened:
        assert opened.namelist()[0] == "manifest.json"
        rows = list(csv.DictReader(io.StringIO(opened.read("nodes.csv").decode(), newline="")))
        types = json.loads(opened.read("columns.json"))
        opened.extractall(tmp_path)
    firm = next(row for row in rows if row["id"] == "t:firm")
    assert (firm["name"], firm["description"]) == (NASTY, "'=SUM(A1)")
    assert (types["edges"]["date"], types["nodes"]["aliases"], types["nodes"]["listed"]) == ("day", "texts", "boolean")
    frame = importlib.import_module("polars").read_csv(tmp_path / "edges.csv", try_parse_dates=True)
    assert frame.height == 4
    assert frame.filter(frame["id"] == "t:2")["date"][0] == date(1962, 10, 16)
    assert frame.filter(frame["id"] == "t:1")["programme"][0] == "'-2"


def test_parquet_is_typed(graph: Subgraph, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(written(graph, "parquet"))) as opened:
        opened.extractall(tmp_path)
    table = PQ.read_table(tmp_path / "nodes.parquet")
    rows = {row["id"]: row for row in table.to_pylist()}
    assert rows["state:AAA"]["aliases"] == ["Triple; A", 'x"y', "é"]
    assert (rows["t:firm"]["name"], rows["t:apt"]["n"], rows["t:firm"]["listed"]) == (NASTY, 2**40, True)
    edges = importlib.import_module("polars").read_parquet(tmp_path / "edges.parquet")
    assert edges.filter(edges["id"] == "t:2")["date"][0] == date(1962, 10, 16)
    assert json.loads(table.schema.metadata[b"retorsion_manifest"])["counts"] == {"nodes": 3, "edges": 4}


def test_stix_parses_and_a_denial_is_an_opinion(graph: Subgraph) -> None:
    stix2 = importlib.import_module("stix2")
    content = written(graph, "stix")
    raw = json.loads(content)["objects"]
    assert len({one["id"] for one in raw}) == len(raw)
    for one in raw:
        stix2.parse(one, allow_custom=False, version="2.1")
    bundle = stix2.parse(content.decode(), allow_custom=False)
    kinds = [one["type"] for one in bundle.objects]
    assert kinds[0] == "marking-definition"
    assert (kinds.count("relationship"), kinds.count("opinion"), kinds.count("note"), kinds.count("intrusion-set")) == (4, 1, 1, 1)
    ids = {one["id"] for one in raw}
    refs = {one[name] for one in raw for name in ("source_ref", "target_ref", "created_by_ref") if name in one}
    assert refs | {ref for one in raw for ref in one.get("object_refs", [])} <= ids
    act = next(
        one
        for one in raw
        if one["type"] == "relationship" and "external_references" in one and one.get("relationship_type") == "sanctioned"
    )
    assert act["external_references"][0]["source_name"] == "Gazette"
    assert (act["start_time"], act["stop_time"], act["confidence"]) == ("2024-03-01T00:00:00.000Z", "2024-03-31T23:59:59.999Z", 50)


def test_ftm_entities_keep_to_their_schemas(graph: Subgraph) -> None:
    entities = [json.loads(line) for line in written(graph, "ftm").decode().splitlines()]
    assert entities[0]["schema"] == "Note"
    ids = {one["id"] for one in entities}
    assert len(ids) == len(entities) == 1 + len(NODES) + len(EDGES)
    for one in entities:
        assert one["properties"].keys() <= set(SCHEMAS[one["schema"]])
        assert all(isinstance(text, str) and text for values in one["properties"].values() for text in values)
    links = ("entity", "organizer", "involved", "owner", "asset", "member", "organization", "director", "subject", "object")
    assert {ref for one in entities for name in links for ref in one["properties"].get(name, [])} <= ids
    found = [one["schema"] for one in entities[1:]]
    assert sorted(found) == ["Company", "Event", "Organization", "PublicBody", "Sanction", "Sanction", "UnknownLink"]


def test_sources_are_cited_with_the_export_itself(graph: Subgraph) -> None:
    text = written(graph, "bibtex").decode()
    assert text.startswith("% LICENCE: Test (t), CC-BY-SA-4.0")
    assert "title = {{T\\{itle\\} 100\\% \\& more}}" in text
    assert text.count("@misc{") == 2
    items = json.loads(written(graph, "csl-json"))
    assert [item["type"] for item in items] == ["dataset", "webpage"]
    assert items[1]["issued"] == {"date-parts": [[2024, 3, 1]]}


def test_an_estimate_of_a_short_graph_is_exact(graph: Subgraph) -> None:
    for name in ("json", "gexf", "graphml"):
        told = estimate(graph, format_named(name))
        assert told["bytes"] == len(written(graph, name))


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30), other=TEXT, words=st.lists(TEXT, max_size=3))
def test_any_text_survives(name: str, other: str, words: list[str]) -> None:
    with Spool() as spool:
        # A spreadsheet's apostrophe, XML's pictures: each is taken off before texts are compared.
        graph = small(spool, [node("a", name=name, aliases=words), node("b")], [edge("e", "a", "b", note=other)])
        for format_ in ("json", "node-link"):
            found = json.loads(written(graph, format_))
            assert (found["nodes"][0]["name"], found["nodes"][0]["aliases"], found["edges"][0]["note"]) == (name, words, other)
        root = ET.fromstring(written(graph, "graphml"))
        names = [one.text or "" for one in root.iter("{http://graphml.graphdrawing.org/xmlns}data") if one.get("key") == "n_name"]
        assert names == [pictured(name), "b"]
        ETREE.fromstring(written(graph, "gexf"))
        with zipfile.ZipFile(io.BytesIO(written(graph, "csv"))) as opened:
            row = next(csv.DictReader(io.StringIO(opened.read("nodes.csv").decode(), newline="")))
        plain = row["name"][1:] if row["name"].startswith("'") else row["name"]
        assert plain == name.replace("\x00", "\u2400")
        importlib.import_module("stix2").parse(written(graph, "stix").decode())


def pictured(text: str) -> str:
    """Control characters as their pictures, and what XML has no place for as U+FFFD."""
    made = "".join(chr(0x2400 + ord(one)) if one < " " and one not in "\t\n\r" else one for one in text)
    return made.replace("\x7f", "\u2421").replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


@given(text=TEXT)
def test_a_cypher_literal_ends_no_statement(text: str) -> None:
    made = literal({"text": text, "list": [text], "day": date(2024, 1, 2)})
    assert "\n" not in made
    script = f"// a comment; with ends\nRETURN {made};\nRETURN 1;\n"
    assert len(list(script_statements(io.StringIO(script, newline="\n")))) == 2
