"""The galaxy in the graph: loaded twice it is loaded once, clusters that share a synonym stay apart, and suspicions are claims."""

from __future__ import annotations

from pathlib import Path

import neo4j
import pytest

from graph.digest import digest
from graph.ingest import Options, Report, ingest
from graph.store import Writer
from loaders.base import loaders
from tests.facts import one

pytestmark = pytest.mark.server
FIXTURE = Path(__file__).parents[1] / "data/misp_galaxy/threat-actor.json"


def load(writer: Writer) -> Report:
    (found,) = loaders()["misp_galaxy"].read((FIXTURE,))
    return ingest(writer, found.dataset, found.rows, Options(parts=found.parts))


def test_loading_twice_is_loading_once(writer: Writer, cypher: neo4j.Driver) -> None:
    first = load(writer)
    assert (first.read, first.written, sum(first.rejected.values())) == (10, 5, 5)
    before = digest(writer)
    again = load(writer)
    assert (again.read, again.unchanged, again.written) == (10, 5, 0)
    assert again.balanced
    assert digest(writer) == before
    assert one(cypher, "MATCH (t:ThreatActor) WHERE 'Quiet Heron Group' IN t.aliases RETURN count(t)") == 2
    assert (
        one(cypher, "MATCH (:ThreatActor {name: 'QUIET HERON'})-[r:ACTS_FOR]->(s:State) RETURN s.id + ' ' + r.assertion")
        == "state:PRK alleged"
    )
    assert one(cypher, "MATCH (:ThreatActor {name: 'Idle Magpie'})-[:ASSOCIATED_WITH]->(s:State) RETURN s.id") == "state:NOR"
    assert one(cypher, "MATCH (o:Organization)-[:CLAIMED]->(:Tie) RETURN DISTINCT o.name") == "MISP galaxy contributors"
