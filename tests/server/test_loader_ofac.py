"""OFAC's lists in the graph: twice is once, a later list adds, and the two lists' records of one party are one actor."""

from __future__ import annotations

from pathlib import Path

import neo4j
import pytest

from graph.digest import digest
from graph.ingest import Options, Report, ingest
from graph.store import Writer
from loaders.ofac import read
from tests.facts import one

pytestmark = pytest.mark.server
DATA = Path(__file__).parents[1] / "data/ofac"


def load(writer: Writer, *paths: Path) -> list[Report]:
    reports = [
        ingest(writer, found.dataset, list(found.rows), Options(complete=found.complete, parts=found.parts))
        for found in read(paths or (DATA,))
    ]
    assert all(report.balanced and not report.rejected for report in reports)
    return reports


def test_loading_again_changes_nothing(writer: Writer, cypher: neo4j.Driver) -> None:
    first = load(writer)
    assert [report.written for report in first] == [6, 3]
    before = digest(writer)
    assert [(report.written, report.changed) for report in load(writer)] == [(0, False), (0, False)]
    assert digest(writer) == before
    sanctioned = "MATCH (:State {id: 'state:USA'})-[s:SANCTIONED {organ: 'ofac:OFAC'}]->(x) RETURN count(s)"
    assert one(cypher, sanctioned) == 9


def test_a_party_on_both_lists_is_one_actor(writer: Writer, cypher: neo4j.Driver) -> None:
    load(writer)
    party = "MATCH (r:Record)-[:DESCRIBES]->(:Actor {id: 'ofac:9002'}) RETURN collect(r.id)"
    assert sorted(one(cypher, party)) == ["ofac:9002", "ofac:cons-9002"]


def test_a_list_and_then_the_series_is_the_series(writer: Writer, cypher: neo4j.Driver) -> None:
    load(writer, DATA / "sdn_2024-01-10.csv")
    lifted = "MATCH (:State {id: 'state:USA'})-[e:EASED_MEASURES_ON]->(x) RETURN count(e)"
    assert one(cypher, lifted) == 0
    (report,) = load(writer, DATA / "sdn_2024-01-10.csv", DATA / "sdn_2024-01-20.csv")
    assert one(cypher, lifted) == 1
    assert one(cypher, "MATCH (:State)-[s:SANCTIONED {statement: 'ofac:sdn-9005'}]->() RETURN s.status") == "ended"
    assert report.statements_withdrawn == 0
