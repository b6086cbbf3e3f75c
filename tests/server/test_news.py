"""A draft of a text in the graph: what it names by id is found there, and the draft stands beside it with its words."""

from __future__ import annotations

from pathlib import Path

import neo4j
import pytest

from graph.ingest import Options, Report, ingest
from graph.store import Writer
from loaders._news.draft import Origin, chronology_of
from loaders.base import loaders
from tests.drafts import DAY, drafted, read
from tests.facts import one

pytestmark = pytest.mark.server
TEXT = "Yesterday, China banned Intel and AMD chips from government PCs.\n\nOn Monday Canada sanctioned two Chinese officials."


def put(writer: Writer, *paths: Path) -> Report:
    (load,) = loaders()["chronology"].read(paths)
    report = ingest(writer, load.dataset, load.rows, Options(complete=load.complete, parts=load.parts))
    assert report.balanced
    return report


def test_a_draft_loads_beside_what_it_names(writer: Writer, cypher: neo4j.Driver, tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(chronology_of(read(TEXT).article, drafted(TEXT), Origin("draft-test", DAY)), "utf-8", newline="")
    put(writer, *loaders()["chronology"].bundled)
    assert put(writer, draft).rejected == {}
    banned = "MATCH (:Actor {id: 'state:CHN'})-[b:BANNED {dataset: 'draft-test'}]->(f) RETURN collect(f.id)"
    assert sorted(one(cypher, banned)) == ["chronology:amd", "chronology:intel"]
    words = "MATCH (:Statement {id: 'draft-test:02-sanction'})-[r:REPORTED_IN]->(:Source) RETURN r.words"
    assert one(cypher, words) == "On Monday Canada sanctioned two Chinese officials."
