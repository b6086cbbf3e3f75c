"""OpenSanctions in the graph: twice is once, and a delta takes away what it deletes and nothing else."""

from __future__ import annotations

from pathlib import Path

import neo4j
import pytest

from graph.digest import digest
from graph.ingest import Options, Report, ingest
from graph.store import Writer
from loaders.base import loaders
from tests.facts import one
from tests.list_rows import Lists

pytestmark = pytest.mark.server
OPEN = Lists("opensanctions")
SOUND = 15
"""Lines of the fixture that can be read; where a row is rejected nothing is withdrawn."""


def load(writer: Writer, *paths: Path) -> Report:
    (found,) = loaders()["opensanctions"].read(paths)
    report = ingest(writer, found.dataset, found.rows, Options(complete=found.complete, parts=found.parts))
    assert report.balanced
    return report


def test_loading_again_changes_nothing(writer: Writer, cypher: neo4j.Driver) -> None:
    assert load(writer, OPEN.data).written == 22
    before = digest(writer)
    again = load(writer, OPEN.data)
    assert (again.written, again.changed, digest(writer) == before) == (0, False, True)
    assert one(cypher, "MATCH (:Actor {id: 'state:USA'})-[s:SANCTIONED|RESTRICTED_EXPORTS_TO]->(:Actor) RETURN count(s)") == 4
    licence = "MATCH (d:Dataset {id: 'opensanctions'}) RETURN d.licence + d.redistribute"
    assert "BY-NC" in str(one(cypher, licence))


def test_a_delta_takes_away_what_it_deletes(writer: Writer, cypher: neo4j.Driver, tmp_path: Path) -> None:
    whole = tmp_path / "entities.ftm.json"
    lines = (OPEN.data / "entities.ftm.json").read_text("utf-8").splitlines(keepends=True)
    whole.write_text("".join(lines[:SOUND]), "utf-8")
    assert load(writer, whole).rejected == {}
    sanctions = "MATCH (:Actor {id: 'state:%s'})-[s:SANCTIONED]->(:Actor) RETURN count(s)"
    assert (one(cypher, sanctions % "GBR"), one(cypher, sanctions % "USA")) == (1, 1)
    report = load(writer, OPEN.data / "entities.delta.json")
    assert report.statements_withdrawn == 1
    assert (one(cypher, sanctions % "GBR"), one(cypher, sanctions % "USA")) == (0, 1)
    assert load(writer, OPEN.data / "entities.delta.json").changed is False
