"""POLECAT through the whole way on a real server: files in, edges out, twice is once."""

from __future__ import annotations

from pathlib import Path

import neo4j
import pytest

from cli.loading import load_into
from graph.digest import digest
from graph.store import Writer
from loaders.polecat import LOADER
from tests.facts import bookkeeping_faults, one

pytestmark = pytest.mark.server
DATA = Path(__file__).parents[1] / "data" / "polecat"


def test_twice_is_once(writer: Writer, cypher: neo4j.Driver) -> None:
    (first,) = load_into(writer, LOADER, (DATA,))
    assert first.balanced
    assert (first.read, first.written, first.rejected.total()) == (14, 11, 0)
    assert bookkeeping_faults(cypher) == []
    found = "MATCH (:State {id: 'state:CHN'})-[s:SANCTIONED]->(:State {id: 'state:JPN'}) WHERE s.repeat_of IS NULL RETURN count(s)"
    assert one(cypher, found) == 1
    before = digest(writer)
    (again,) = load_into(writer, LOADER, (DATA,))
    assert (again.written, again.unchanged) == (0, first.written)
    assert digest(writer) == before
