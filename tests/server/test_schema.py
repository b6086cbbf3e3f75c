"""A database is prepared once, by its own program only; what cannot be used is refused with a sentence that says why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import neo4j
import pytest

from graph.engine import Endpoint
from graph.errors import SchemaError, StoreRefused, StoreUnreachable
from graph.schema import check_state, missing_constraints, prepare, schema_version
from graph.store import Store, Writer
from graph.vocabulary import vocabulary
from tests.conftest import empty
from tests.facts import one, rows

pytestmark = pytest.mark.server


@pytest.fixture
def bare(endpoint: Endpoint, cypher: neo4j.Driver) -> Iterator[Writer]:
    """An empty database that was never prepared (its constraints aside), and prepared again afterwards."""
    cypher.execute_query("MATCH (n) DETACH DELETE n")
    with Writer(endpoint) as opened:
        yield opened
    empty(endpoint)


def test_prepared_database_has_every_constraint_and_the_vocabulary(writer: Writer, cypher: neo4j.Driver) -> None:
    names = set(writer.read("constraint_names")[0]["names"])
    assert missing_constraints(names) == []
    assert {"actor_id", "statement_id", "event_date", "actor_names", "event_texts", "denied_event"} <= names
    stored = {row["code"]: row for row in rows(cypher, "MATCH (t:ActionType) RETURN t.code AS code, t.rung AS rung, t.score AS score")}
    assert {code: row["rung"] for code, row in stored.items()} == {a.code: a.rung for a in vocabulary().all_actions.values()}


def test_a_missing_constraint_is_told_and_made_again(writer: Writer, cypher: neo4j.Driver) -> None:
    cypher.execute_query("DROP CONSTRAINT SANCTIONED_eid")
    assert missing_constraints(set(writer.read("constraint_names")[0]["names"])) == ["SANCTIONED_eid"]
    told: list[str] = []
    prepare(writer, lambda label, done, total, unit: told.append(f"{label} {done}/{total} {unit}"))
    assert told == ["constraints 0/1 types"]
    assert missing_constraints(set(writer.read("constraint_names")[0]["names"])) == []


def test_preparing_again_changes_nothing(writer: Writer, cypher: neo4j.Driver) -> None:
    before = one(cypher, "MATCH (s:IngestState) RETURN properties(s)")
    prepare(writer)
    assert one(cypher, "MATCH (s:IngestState) RETURN properties(s)") == before
    assert set(before) == {"id", "seq", "next_eid", "epoch", "schema_version"}


def test_each_life_of_a_database_has_its_own_epoch(bare: Writer, cypher: neo4j.Driver) -> None:
    prepare(bare)
    first = one(cypher, "MATCH (s:IngestState) RETURN s.epoch")
    cypher.execute_query("MATCH (n) DETACH DELETE n")
    prepare(bare)
    assert one(cypher, "MATCH (s:IngestState) RETURN s.epoch") != first


def test_somebody_else_s_database_is_refused_and_left_alone(bare: Writer, cypher: neo4j.Driver) -> None:
    cypher.execute_query("UNWIND range(1, 3) AS i CREATE (:Film {title: 'x'})")
    with pytest.raises(SchemaError, match=r"holds 3 nodes that Retorsion did not write\. Give Retorsion a database of its own"):
        prepare(bare)
    assert one(cypher, "MATCH (n) RETURN count(n)") == 3


def test_a_graph_of_a_newer_program_is_refused(writer: Writer, cypher: neo4j.Driver) -> None:
    cypher.execute_query("MATCH (s:IngestState) SET s.schema_version = $version", version=schema_version() + 1)
    with pytest.raises(SchemaError, match=f"has schema {schema_version() + 1}, this program knows up to {schema_version()}"):
        prepare(writer)


def test_readers_say_what_is_missing() -> None:
    check_state(schema_version())
    with pytest.raises(SchemaError, match="not been prepared"):
        check_state(None)
    with pytest.raises(SchemaError, match="knows up to"):
        check_state(schema_version() + 1)
    with pytest.raises(SchemaError, match="has schema 0, this program needs"):
        check_state(0)


def test_wrong_password_and_nobody_there(endpoint: Endpoint) -> None:
    with (
        Writer(replace(endpoint, password="wrong", managed=False)) as writer,
        pytest.raises(StoreRefused, match=r"refused user 'neo4j'.*RETORSION_NEO4J_PASSWORD"),
    ):
        prepare(writer)
    with (
        Writer(replace(endpoint, uri="bolt://127.0.0.1:1", managed=False)) as writer,
        pytest.raises(StoreUnreachable, match="No Neo4j answers"),
    ):
        prepare(writer)


@pytest.mark.parametrize("uri", ["http://127.0.0.1:7474", "127.0.0.1:7687", "https://x", ""])
def test_an_address_that_is_not_bolt_is_named(uri: str) -> None:
    endpoint = Endpoint(uri=uri, user="neo4j", password="x", database="neo4j", managed=False)
    with pytest.raises(StoreUnreachable, match="not an address of a Neo4j"):
        Writer(endpoint)
    with pytest.raises(StoreUnreachable, match="not an address of a Neo4j"):
        Store(endpoint, timeout_s=1)
