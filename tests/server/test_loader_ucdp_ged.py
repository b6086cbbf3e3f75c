"""UCDP's GED through the whole way on a real server: files in, events and edges out, twice is once."""

from __future__ import annotations

from pathlib import Path

import neo4j
import pytest

from cli.loading import load_into
from graph.digest import digest
from graph.store import Writer
from loaders.ucdp_ged import LOADER
from tests.facts import bookkeeping_faults, one

pytestmark = pytest.mark.server
DATA = Path(__file__).parents[1] / "data" / "ucdp_ged"


def test_twice_is_once(writer: Writer, cypher: neo4j.Driver) -> None:
    (first,) = load_into(writer, LOADER, (DATA,))
    assert first.balanced
    assert (first.read, first.written, first.rejected.total()) == (11, 9, 1)
    assert bookkeeping_faults(cypher) == []
    assert one(cypher, "MATCH (:State {id: 'state:RUS'})-[c:CLASHED_WITH]->(:State {id: 'state:UKR'}) RETURN c.magnitude IS NULL") is True
    assert one(cypher, "MATCH (e:Event {id: 'ucdp_ged:900005'})<-[:INITIATED]-(s:State) RETURN count(s)") == 3
    assert one(cypher, "MATCH (e:Event {id: 'ucdp_ged:900001'}) RETURN e.magnitude") == 3
    before = digest(writer)
    (again,) = load_into(writer, LOADER, (DATA,))
    assert (again.written, again.unchanged) == (0, first.written)
    assert digest(writer) == before
