"""ICEWS through the whole way on a real server: files in, edges out, twice is once."""

from __future__ import annotations

from pathlib import Path

import neo4j
import pytest

from cli.loading import load_into
from graph.digest import digest
from graph.store import Writer
from loaders.icews import LOADER
from tests.facts import bookkeeping_faults, rows

pytestmark = pytest.mark.server
DAY = Path(__file__).parents[1] / "data" / "icews" / "events.2018.tab"
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "icews" / "events.2018.sample.tab"


def test_twice_is_once(writer: Writer, cypher: neo4j.Driver) -> None:
    paths = (DAY, REAL) if REAL.exists() else (DAY,)
    (first,) = load_into(writer, LOADER, paths)
    assert first.balanced
    assert first.written == (2585 if REAL.exists() else 10)
    assert bookkeeping_faults(cypher) == []
    found = rows(
        cypher, "MATCH (:State {id: 'state:NAM'})-[s:SANCTIONED]->(b)-[:NATIONAL_OF]->(c:State) RETURN s.cameo AS c, b.id AS b, c.id AS of"
    )
    assert found == [{"c": "163", "b": "icews:citizen-iran.IRN", "of": "state:IRN"}]
    before = digest(writer)
    (again,) = load_into(writer, LOADER, paths)
    assert (again.written, again.unchanged) == (0, first.written)
    assert digest(writer) == before
