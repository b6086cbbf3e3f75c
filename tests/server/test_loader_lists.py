"""The lists of the US, the UN, Canada and the EU in the graph: twice is once."""

from __future__ import annotations

import neo4j
import pytest

from graph.digest import digest
from graph.ingest import Options, Report, ingest
from graph.store import Writer
from loaders.base import loaders
from tests.facts import one
from tests.list_rows import Lists

pytestmark = pytest.mark.server


def load(writer: Writer, name: str) -> list[Report]:
    reports = [
        ingest(writer, found.dataset, list(found.rows), Options(complete=found.complete, parts=found.parts))
        for found in loaders()[name].read((Lists(name).data,))
    ]
    assert all(report.balanced for report in reports)
    return reports


@pytest.mark.parametrize(
    ("name", "written", "lister", "edges"),
    [
        ("us_csl", [11], "state:USA", 12),
        ("un_sc", [4], "un_sc:UN", 4),
        ("ca_sema", [5], "state:CAN", 6),
        ("eu_sanctions", [3, 5], "eu_sanctions:EU", 9),
    ],
)
def test_loading_again_changes_nothing(
    writer: Writer, cypher: neo4j.Driver, name: str, written: list[int], lister: str, edges: int
) -> None:
    assert [report.written for report in load(writer, name)] == written
    before = digest(writer)
    assert [(report.written, report.changed) for report in load(writer, name)] == [(0, False) for _ in written]
    assert digest(writer) == before
    acts = "MATCH (:Actor {id: '%s'})-[s:SANCTIONED|RESTRICTED_EXPORTS_TO|EASED_MEASURES_ON]->(:Actor) RETURN count(s)"
    assert one(cypher, acts % lister) == edges
