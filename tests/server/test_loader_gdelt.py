"""GDELT through the whole way on a real server: files in, edges out, twice is once, a corrected file is a correction."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import neo4j
import pytest

from cli.loading import load_into
from graph.digest import digest
from graph.ingest import Report
from graph.store import Writer
from loaders.gdelt import LOADER
from tests.facts import bookkeeping_faults, edges, one, retracted, rows

pytestmark = pytest.mark.server
DATA = Path(__file__).parents[1] / "data" / "gdelt"
SLOT = DATA / "20180315123000.export.CSV"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "gdelt"


def load(writer: Writer, *paths: Path) -> Report:
    (report,) = load_into(writer, LOADER, paths)
    assert report.balanced
    return report


def test_twice_is_once(writer: Writer, cypher: neo4j.Driver) -> None:
    first = load(writer, DATA)
    assert (first.read, first.written, first.rejected.total()) == (21, 13, 0)
    assert bookkeeping_faults(cypher) == []
    before = digest(writer)
    again = load(writer, DATA)
    assert (again.read, again.unchanged, again.written) == (21, 13, 0)
    assert digest(writer) == before
    assert load(writer, SLOT).unchanged == 8, "one file alone withdraws nothing of the others"
    assert digest(writer) == before


def test_a_researcher_finds_acts_of_states_and_of_their_groups(writer: Writer, cypher: neo4j.Driver) -> None:
    load(writer, SLOT)
    found = rows(
        cypher, "MATCH (:State {id: 'state:USA'})-[s:SANCTIONED]->(b)-[:NATIONAL_OF]->(c:State) RETURN s.cameo AS c, b.id AS b, c.id AS of"
    )
    assert found == [{"c": "163", "b": "gdelt:CHNBUS", "of": "state:CHN"}] * 2
    assert one(cypher, "MATCH ()-[s:SANCTIONED]->() WHERE s.repeat_of IS NULL RETURN count(s)") == 1
    edge = edges(cypher)["gdelt:900000005:FRA:DEU"]
    assert (edge["type"], edge["source_role"], edge["target_role"], edge["cameo"]) == (
        "OFFERED_TO_COOPERATE_WITH",
        "military",
        "government",
        "0312",
    )
    assert (edge["published"], edge["rung"], edge["confidence"]) == (date(2018, 3, 15), -1, 0.6)


def test_a_corrected_file_retracts_and_issues_again(writer: Writer, cypher: neo4j.Driver, tmp_path: Path) -> None:
    load(writer, SLOT)
    text = SLOT.read_text("utf-8").replace("\t163\t163\t16\t4\t-8.0\t2\t", "\t1125\t112\t11\t3\t-2.0\t2\t")
    (tmp_path / "corrected.csv").write_text(text, "utf-8")
    report = load(writer, tmp_path)
    assert (report.written, report.unchanged, report.edges_added, report.edges_retracted) == (1, 7, 1, 1)
    assert edges(cypher)["gdelt:900000003:USA:CHNBUS"]["type"] == "ACCUSED"
    assert [(edge["id"], edge["was"]) for edge in retracted(cypher)] == [("gdelt:900000003:USA:CHNBUS", "SANCTIONED")]
    assert bookkeeping_faults(cypher) == []


@pytest.mark.skipif(not SHARED.exists(), reason="the real files do not lie beside this checkout")
def test_real_files_of_every_layout_load_and_load_again(writer: Writer, cypher: neo4j.Driver) -> None:
    names = ("20180101000000.export.CSV", "20151027220000_narayave_events.CSV", "undp_may13.csv", "undp_feb2012.csv")
    samples = sorted(SHARED.glob("gdelt1_raw5*"))
    paths = [*(SHARED / name for name in names), *samples]
    first = load(writer, *paths)
    assert (first.read, first.written) == (2414 + 2116 + 3268 + 8484 + 201 + 509, 471 + 297 + 752 + 646 + 55 + 72)
    assert bookkeeping_faults(cypher) == []
    before = digest(writer)
    assert load(writer, *paths).unchanged == first.written
    assert digest(writer) == before
