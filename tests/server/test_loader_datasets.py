"""Datasets of researchers in the graph: twice is once, and what each is read for is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import neo4j
import pytest

from graph.digest import digest
from graph.ingest import Options, Report, ingest
from graph.store import Writer
from loaders.base import loaders
from tests.facts import one
from tests.list_rows import Lists

pytestmark = pytest.mark.server

Facts = list[tuple[str, Any]]
DATASETS: list[tuple[str, int, Facts]] = [
    (
        "gsdb",
        6,
        [("MATCH (:Organization {id: 'gsdb:body-EU'})-[r:SANCTIONED]->(:State {id: 'state:COD'}) RETURN r.share", 0.25)],
    ),
    (
        "icb",
        5,
        [("MATCH (r:Event)-[:RESPONDS_TO {basis: 'stated'}]->(t:Event) WHERE r.dataset = 'icb' RETURN count(*)", 4)],
    ),
    (
        "mid",
        7,
        [("MATCH (:State {id: 'state:GRC'})-[r {dispute: '9001'}]->(:State {id: 'state:TUR'}) RETURN count(r)", 3)],
    ),
    (
        "ties",
        4,
        [("MATCH (:State {id: 'state:USA'})-[r:SANCTIONED|THREATENED]->(:State {id: 'state:IRQ'}) RETURN count(r)", 4)],
    ),
    (
        "dcid",
        5,
        [
            (
                "MATCH (:State {id: 'state:RUS'})-[r:CYBER_TARGETED]->(:State {id: 'state:USA'}) RETURN r.action + ' ' + r.severity",
                "cyber_espionage 4",
            )
        ],
    ),
    (
        "cfr_cyber",
        7,
        [
            ("MATCH (:State {id: 'state:GBR'})-[a:ACCUSED]->(s:State) RETURN s.id", "state:IRN"),
            ("MATCH (:State {id: 'state:USA'})-[:INDICTED]->(:Group)-[:ACTS_FOR]->(s:State) RETURN s.id", "state:PRK"),
            ("MATCH (:Event)-[r:RESPONDS_TO]->(:Event) RETURN count(r)", 3),
        ],
    ),
    (
        "eurepoc",
        8,
        [
            (
                "MATCH (:ThreatActor {name: 'QUIET HERON'})-[r:CYBER_TARGETED]->(s:State) RETURN s.id + ' ' + r.assertion",
                "state:NOR alleged",
            ),
            ("MATCH (:Event {action: 'sanction'})-[:RESPONDS_TO]->(e:Event) RETURN e.id", "eurepoc:9001"),
            ("MATCH (:State {id: 'state:NOR'})-[a:ACCUSED]->(:State {id: 'state:CHN'}) RETURN count(a)", 1),
        ],
    ),
]


def put(writer: Writer, name: str, path: Path) -> Report:
    (load,) = loaders()[name].read((path,))
    report = ingest(writer, load.dataset, load.rows, Options(complete=load.complete, parts=load.parts))
    assert report.balanced
    return report


@pytest.mark.parametrize(("name", "written", "facts"), DATASETS, ids=[name for name, _, _ in DATASETS])
def test_loading_again_changes_nothing(writer: Writer, cypher: neo4j.Driver, name: str, written: int, facts: Facts) -> None:
    data = Lists(name).data
    assert put(writer, name, data).written == written
    before = digest(writer)
    again = put(writer, name, data)
    assert (again.written, again.changed) == (0, False)
    assert digest(writer) == before
    assert [one(cypher, query) for query, _ in facts] == [expected for _, expected in facts]


def test_an_extract_withdraws_nothing(writer: Writer) -> None:
    data = Lists("eurepoc").data
    put(writer, "eurepoc", data)
    assert put(writer, "eurepoc", data / "attribution.csv").statements_withdrawn == 0
