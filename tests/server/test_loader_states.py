"""The table of states in the graph: loaded twice it is loaded once, and states told by others keep their identity and get their codes."""

from __future__ import annotations

import neo4j
import pytest

from graph.digest import digest
from graph.ingest import Options, Report, ingest
from graph.store import Writer
from loaders.base import loaders
from loaders.states import states
from tests.conftest import load_files
from tests.facts import one

pytestmark = pytest.mark.server


def load(writer: Writer) -> Report:
    loader = loaders()["states"]
    (found,) = loader.read(loader.bundled)
    return ingest(writer, found.dataset, found.rows, Options(parts=found.parts))


def test_loading_twice_is_loading_once(writer: Writer, cypher: neo4j.Driver) -> None:
    first = load(writer)
    assert (first.read, first.written, sum(first.rejected.values())) == (len(states()), len(states()), 0)
    before = digest(writer)
    again = load(writer)
    assert (again.read, again.unchanged, again.written) == (len(states()), len(states()), 0)
    assert again.balanced
    assert digest(writer) == before
    assert one(cypher, "MATCH (s:State {iso2: 'NO'}) RETURN s.id") == "state:NOR"
    assert one(cypher, "MATCH (:State {id: 'state:SVK'})-[:SUCCESSOR_OF]->(s) RETURN s.id") == "state:CSK"
    assert one(cypher, "MATCH (s:State {cown: '365'}) RETURN collect(s.id)") in (["state:RUS", "state:SUN"], ["state:SUN", "state:RUS"])


def test_a_state_of_the_chronology_is_the_same_state(writer: Writer, cypher: neo4j.Driver) -> None:
    load_files(writer)
    actors = one(cypher, "MATCH (s:State) RETURN count(s)")
    load(writer)
    assert actors > 0
    assert one(cypher, "MATCH (s:State) RETURN count(s)") == len(states())
    assert one(cypher, "MATCH (s:State {id: 'state:CHN'}) RETURN s.fips") == "CH"
    assert one(cypher, "MATCH (s:State {id: 'state:CHN'})<-[:DESCRIBES]-(r) RETURN count(r)") == 2
