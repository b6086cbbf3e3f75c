"""The UK's lists in the graph: twice is once, and a later list ends what it no longer holds."""

from __future__ import annotations

from pathlib import Path

import neo4j
import pytest

from graph.digest import digest
from graph.ingest import Options, Report, ingest
from graph.store import Writer
from loaders.uk_sanctions import read
from tests.facts import one
from tests.uk_rows import DATA, LATER, LIST

pytestmark = pytest.mark.server


def put(writer: Writer, *paths: Path) -> list[Report]:
    reports = [
        ingest(writer, found.dataset, list(found.rows), Options(complete=found.complete, parts=found.parts)) for found in read(paths)
    ]
    assert all(report.balanced for report in reports)
    return reports


def test_loading_again_changes_nothing(writer: Writer, cypher: neo4j.Driver) -> None:
    paths = (LIST, LATER, DATA / "records.json")
    assert [report.written for report in put(writer, *paths)] == [3, 1]
    before = digest(writer)
    assert [(report.written, report.changed) for report in put(writer, *paths)] == [(0, False), (0, False)]
    assert digest(writer) == before
    sanctioned = "MATCH (:State {id: 'state:GBR'})-[s:SANCTIONED {organ: 'uk_sanctions:FCDO'}]->() RETURN count(s)"
    assert one(cypher, sanctioned) == 5


def test_a_list_and_then_the_series_is_the_series(writer: Writer, cypher: neo4j.Driver) -> None:
    put(writer, LIST)
    (report,) = put(writer, LIST, LATER)
    assert report.statements_withdrawn == 0
    assert one(cypher, "MATCH (:State)-[s:SANCTIONED {statement: 'uk_sanctions:90004'}]->() RETURN s.status") == "ended"
    assert one(cypher, "MATCH (:State {id: 'state:GBR'})-[e:EASED_MEASURES_ON]->() RETURN count(e)") == 1
