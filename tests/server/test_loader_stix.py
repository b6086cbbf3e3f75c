"""STIX bundles in the graph: loaded twice they are loaded once, and a campaign is an edge with its maker's claim."""

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
DATA = Path(__file__).parents[1] / "data/stix"


def load(writer: Writer) -> list[Report]:
    found = loaders()["stix"].read((DATA / "attack_stix20.json", DATA / "bundle_stix21.json"))
    return [ingest(writer, load.dataset, load.rows, Options(parts=load.parts)) for load in found]


def test_loading_twice_is_loading_once(writer: Writer, cypher: neo4j.Driver) -> None:
    first = load(writer)
    assert [(report.dataset, report.read, report.written) for report in first] == [("stix", 38, 14), ("attack", 21, 4)]
    before = digest(writer)
    again = load(writer)
    assert all(report.balanced and report.written == 0 for report in again)
    assert [report.unchanged for report in again] == [14, 4]
    assert digest(writer) == before
    found = one(
        cypher,
        "MATCH (g:ThreatActor {id: 'attack:G9001'})-[r:CYBER_TARGETED]->(t:Group) "
        "RETURN [r.action, r.assertion, toString(r.date), toString(r.published), toString(t.unnamed)]",
    )
    assert found == ["cyber_espionage", "alleged", "2019-09-01", "2020-06-17", "true"]
    claimed = "MATCH (o:Organization)-[c:CLAIMED]->(:Event {id: 'attack:C9001'}) RETURN o.name"
    assert one(cypher, claimed) == "The MITRE Corporation"
    assert one(cypher, "MATCH (:ThreatActor)-[r:ATTRIBUTED_TO]->(s:State) RETURN s.id + ' ' + r.assertion") == "state:CHN alleged"
