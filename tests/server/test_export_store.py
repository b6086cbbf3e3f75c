"""What a database reads again: the Cypher script and the neo4j-admin files make a graph whose digest is the source's."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import neo4j
import pytest

from graph.answers import Filter
from graph.digest import Digest, digest
from graph.engine import Endpoint, ensure_running, stop
from graph.engine.admin import run_admin
from graph.errors import QuestionError
from graph.export import Options, around, format_named, options_for
from graph.export.cypher import script_statements
from graph.schema import prepare
from graph.settings import Settings
from graph.store import Writer
from tests.exports import everything_plan, fill, made, plan_of

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def source(endpoint: Endpoint) -> Endpoint:
    fill(endpoint)
    return endpoint


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Endpoint]]:
    """A second managed server, empty."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("fresh"), neo4j_uri="", heap_mb=512, pagecache_mb=128)
    yield settings, ensure_running(settings)
    stop(settings)


def digest_of(endpoint: Endpoint) -> Digest:
    with Writer(endpoint) as writer:
        return digest(writer)


def run_script(endpoint: Endpoint, script: str) -> None:
    with neo4j.GraphDatabase.driver(endpoint.uri, auth=(endpoint.user, endpoint.password)) as driver, driver.session() as session:
        for text in script_statements(io.StringIO(script, newline="\n")):
            session.run(text).consume()


def delete_all(endpoint: Endpoint) -> None:
    with neo4j.GraphDatabase.driver(endpoint.uri, auth=(endpoint.user, endpoint.password)) as driver, driver.session() as session:
        session.run("MATCH (n) DETACH DELETE n").consume()


def test_the_script_makes_the_same_graph_and_twice_is_once(source: Endpoint, fresh: tuple[Settings, Endpoint]) -> None:
    script, manifest = made(source, everything_plan(source), "cypher")
    text = script.decode()
    assert text.startswith("// LICENCE: Test lists (t), CC-BY-NC-4.0: may not be used commercially.")
    expected = digest_of(source)
    for _ in range(2):
        run_script(fresh[1], text)
        assert digest_of(fresh[1]) == expected
    assert manifest.counts["edges"] > 300
    with Writer(fresh[1]) as writer:
        prepare(writer)
        state = writer.read("export_state")[0]["state"]
    with Writer(source) as writer:
        before = writer.read("export_state")[0]["state"]
    assert state["next_eid"] == before["next_eid"]
    assert state["epoch"] != before["epoch"]


def test_a_part_by_script_holds_its_evidence_and_dangles_nowhere(source: Endpoint, fresh: tuple[Settings, Endpoint]) -> None:
    delete_all(fresh[1])
    plan = plan_of(source, lambda store: around(store, ["APT31", "t:nasty"], filter=Filter(), options=Options()))
    script, manifest = made(source, plan, "cypher")
    run_script(fresh[1], script.decode())
    with neo4j.GraphDatabase.driver(fresh[1].uri, auth=(fresh[1].user, fresh[1].password)) as driver:
        count = "MATCH (:Actor)-[e]->(:Actor) WHERE e.eid IS NOT NULL RETURN count(e) AS n"
        assert driver.execute_query(count).records[0]["n"] == manifest.counts["edges"]
        denied = "MATCH (a:Actor)-[d:DENIED]->(s:Statement {id: 't:x'})-[:REPORTED_IN]->(o:Source) RETURN a.id AS who, o.id AS told"
        assert [dict(row) for row in driver.execute_query(denied).records] == [{"who": "state:BBB", "told": "t:s"}]


def test_the_files_for_the_import_make_the_same_graph(source: Endpoint, fresh: tuple[Settings, Endpoint], tmp_path: Path) -> None:
    content, manifest = made(source, everything_plan(source), "neo4j-admin")
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        opened.extractall(tmp_path)
    words = [absolute(word, tmp_path) for word in (tmp_path / "import.args").read_text().splitlines()]
    expected = digest_of(source)
    settings, _ = fresh
    stop(settings)
    done = run_admin(settings, "database", "import", "full", "neo4j", "--overwrite-destination", *words)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    imported = ensure_running(settings)
    run_script(imported, (tmp_path / "after-import.cypher").read_text("utf-8"))
    found = digest_of(imported)
    assert (found.nodes, found.relationships) == (expected.nodes, expected.relationships)
    assert found == expected
    with Writer(imported) as writer:
        prepare(writer)  # makes the indexes that an import does not
        assert "actor_id" in writer.read("constraint_names")[0]["names"]
    assert manifest.counts["nodes"] > 100


def absolute(word: str, folder: Path) -> str:
    if not word.startswith(("--nodes=", "--relationships=")):
        return word
    head, _, files = word.rpartition("=")
    return f"{head}={','.join(str(folder / name) for name in files.split(','))}"


def test_folded_lines_are_not_what_a_database_holds() -> None:
    with pytest.raises(QuestionError, match="holds edges as they are stored"):
        options_for(format_named("cypher"), Options(parallel="fold"))
