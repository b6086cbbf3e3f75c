"""Every query file against a live server: it is planned, reads or writes as its folder says, and answers in the columns of its header."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import neo4j
import pytest

from graph.engine import Endpoint
from graph.queries import EDGE_TYPE, Query, queries, statements
from graph.store import Writer
from graph.vocabulary import vocabulary
from tests.conftest import empty
from tests.facts import rows

pytestmark = pytest.mark.server
ACCESS = {"read": {"r"}, "write": {"w", "rw"}, "schema": {"s"}}


def explained(driver: neo4j.Driver, query: Query, text: str) -> neo4j.ResultSummary:
    typed = text.replace(EDGE_TYPE, vocabulary().edge_types[0])
    with driver.session(default_access_mode=neo4j.READ_ACCESS if query.access == "read" else neo4j.WRITE_ACCESS) as session:
        result = session.run(f"CYPHER 25 EXPLAIN {typed}", {parameter.name: None for parameter in query.parameters})
        columns = list(result.keys())
        assert columns == [column.name for column in query.columns]
        return result.consume()


@pytest.mark.parametrize("name", sorted(queries()))
def test_planned_as_its_header_says(cypher: neo4j.Driver, name: str) -> None:
    query = queries()[name]
    for text in statements(query) if query.folder == "schema" else [query.text]:
        assert explained(cypher, query, text).query_type in ACCESS[query.access]


@pytest.fixture(scope="module")
def prepared(endpoint: Endpoint) -> None:
    """The constraints are there."""
    empty(endpoint)


WHOLE = {"empty_lists_of_nodes", "empty_lists_of_relationships", "set_questions"}
"""Asked once, of all that there is: what an import could not say, and the queue of a whole resolution."""

DOOR = {
    *(name for name, query in queries().items() if query.folder == "write" and name not in WHOLE),
    *("evidence_of_statements", "records_of_actors", "resolve_refs", "statements_citing", "statements_of_denials", "statements_of_parts"),
    *("stored_edges", "parked_edges", "stored_hashes", "stored_statements", "stream_state", "acts_told", "acts_beside", "contribution"),
}


@pytest.mark.parametrize("name", sorted(DOOR))
def test_the_write_door_finds_everything_by_an_index(prepared: None, cypher: neo4j.Driver, name: str) -> None:
    """A label without an index of its own (`(:Event {id})`) makes a load's time grow with the square of its rows."""
    query = queries()[name]
    plan = explained(cypher, query, query.text).plan
    assert plan is not None
    assert not [operator for operator in operators(plan) if operator.endswith("Scan")]


def operators(plan: dict[str, Any]) -> Iterator[str]:
    yield plan["operatorType"].partition("@")[0]
    for child in plan.get("children", ()):
        yield from operators(child)


def test_answers_come_in_the_columns_of_the_header(writer: Writer) -> None:
    """What EXPLAIN promises is what a run gives."""
    state = writer.read("graph_state")
    assert [list(row) for row in state] == [[column.name for column in queries()["graph_state"].columns]]


def test_a_read_cannot_write(endpoint: object, cypher: neo4j.Driver) -> None:
    with cypher.session(default_access_mode=neo4j.READ_ACCESS) as session, pytest.raises(neo4j.exceptions.ClientError):
        session.run("CREATE (:Actor)").consume()
    assert not rows(cypher, "MATCH (a:Actor) WHERE a.id IS NULL RETURN a")
