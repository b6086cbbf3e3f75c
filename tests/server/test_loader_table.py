"""Tables by a mapping in the graph: twice is once, a corrected table corrects, a stream and statements stand beside each other."""

from __future__ import annotations

import shutil
from pathlib import Path

import neo4j
import pytest

from cli.loading import load_into
from graph.digest import digest
from graph.ingest import Report
from graph.store import Writer
from loaders.table import LOADER
from tests.facts import bookkeeping_faults, one

pytestmark = pytest.mark.server
DATA = Path(__file__).parents[1] / "data" / "table"


def put(writer: Writer, *paths: Path) -> list[Report]:
    reports = load_into(writer, LOADER, paths)
    assert all(report.balanced for report in reports)
    return reports


def test_twice_is_once(writer: Writer, cypher: neo4j.Driver) -> None:
    first = put(writer, DATA)
    assert [(report.dataset, report.written) for report in first] == [("coded", 3), ("disputes", 3), ("measures", 5), ("owners", 3)]
    assert bookkeeping_faults(cypher) == []
    before = digest(writer)
    again = put(writer, DATA)
    assert [(report.written, report.changed) for report in again] == [(0, False)] * 4
    assert digest(writer) == before
    sanctioned = "MATCH (:State {id: 'state:NOR'})-[s:SANCTIONED]->(:Company {id: 'measures:t-47'}) RETURN s.status"
    assert one(cypher, sanctioned) == "in_force"
    assert one(cypher, "MATCH (:State {id: 'state:DEU'})-[s:SANCTIONED {cameo: '163'}]->(:State) RETURN count(s)") == 1


def test_a_table_that_no_longer_tells_a_row_withdraws_it(writer: Writer, cypher: neo4j.Driver, tmp_path: Path) -> None:
    for name in ("owners.yaml", "owners.csv"):
        shutil.copy(DATA / name, tmp_path)
    put(writer, tmp_path)
    owned = "MATCH (:Company {name: 'Alpha Holding'})-[o:OWNS]->(c) RETURN collect(c.name)"
    assert sorted(one(cypher, owned)) == ["Beta Works", "Gamma Trade"]
    table = tmp_path / "owners.csv"
    table.write_text(table.read_text("utf-8").replace("Alpha Holding,Gamma Trade,AT,2005-06\n", ""), "utf-8")
    (report,) = put(writer, tmp_path)
    assert report.statements_withdrawn == 2
    assert one(cypher, owned) == ["Beta Works"]
