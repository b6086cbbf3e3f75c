"""Random small chronologies: the size of batches changes nothing, and neither does the way by which a version was reached."""

from __future__ import annotations

from typing import Any

import neo4j
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.dates import Span
from graph.engine import Endpoint
from graph.ingest import Entry, Options, ingest
from graph.model import Citation, Item
from graph.store import Writer
from tests.conftest import empty
from tests.facts import bookkeeping_faults, live
from tests.items import actor, answer, claim, dataset, denial, entry, event, source, state, tie

pytestmark = pytest.mark.server
STATES, FIRMS, SOURCES = ("t:AAA", "t:BBB", "t:CCC"), ("t:f1", "t:f2", "t:f3"), ("t:s1", "t:s2", "t:s3")
ACTORS = (*STATES, *FIRMS)
PARTS = ("one", "two")
FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])

cited = st.lists(st.sampled_from(SOURCES), min_size=1, max_size=3, unique=True).flatmap(
    lambda ids: st.tuples(*(st.builds(Citation, source=st.just(id_), credibility=st.sampled_from("126")) for id_ in ids))
)


@st.composite
def acts(draw: st.DrawFn, count: int) -> list[Entry]:
    """Some of `count` possible actions, so that two draws share ids; links lead to any of those told."""
    told = draw(st.lists(st.integers(0, count - 1), unique=True, max_size=count))
    return [entry(*draw(act(f"t:e{n}", [f"t:e{other}" for other in told if other != n])), line=n) for n in told]


@st.composite
def act(draw: st.DrawFn, id_: str, others: list[str]) -> list[Item]:
    by, *against = draw(st.lists(st.sampled_from(ACTORS), min_size=2, max_size=4, unique=True))
    claimants = draw(st.lists(st.sampled_from(ACTORS), max_size=2, unique=True))
    said = draw(
        event_like(
            id=st.just(id_),
            by=st.just(by),
            against=st.just(tuple(against)),
            claims=st.tuples(*(claims(id_, name) for name in claimants)),
            responds_to=st.lists(st.sampled_from(others), max_size=2, unique=True).map(lambda ids: tuple(map(answer, ids)))
            if others
            else st.just(()),
        )
    )
    denied = draw(st.lists(st.sampled_from(others), max_size=2, unique=True)) if others else []
    return [said, *(denial(of, id_, by=by) for of in denied)]


def event_like(*, id: st.SearchStrategy[str], **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Item]:
    return st.builds(
        event,
        id,
        **given,
        action=st.sampled_from(("sanction", "cyber_espionage", "denial", "statement")),
        date=st.sampled_from(("2024-03-25", "2024-03", "2021")).map(Span.parse),
        magnitude=st.sampled_from((None, 0.0, 3.0)),
        part=st.sampled_from(PARTS),
        citations=cited,
    )


def claims(of: str, by: str) -> st.SearchStrategy[Any]:
    return st.builds(
        claim,
        st.just(of),
        st.just(by),
        stance=st.sampled_from(("claimed", "denied")),
        words=st.sampled_from(("", "likely", "highly likely", "remote chance")),
        about=st.sampled_from(("attribution", "occurrence")),
    )


@st.composite
def chronologies(draw: st.DrawFn) -> list[Entry]:
    sources = [entry(source(id_, reliability=draw(st.sampled_from("ABF")), origin=draw(st.sampled_from(("", "t:s1"))))) for id_ in SOURCES]
    records = [
        *(entry(state(id_.removeprefix("t:"))) for id_ in STATES),
        *(entry(actor(id_, draw(st.sampled_from(("Company", "Agency"))), name=draw(st.sampled_from(("Old", "New"))))) for id_ in FIRMS),
    ]
    ends = draw(st.lists(st.tuples(st.sampled_from(FIRMS), st.sampled_from(STATES)), max_size=3, unique=True))
    kinds = st.sampled_from(("PART_OF", "HEADQUARTERED_IN", "OWNS"))
    ties = [
        entry(tie(f"t:{a[2:]}-{b[2:]}", draw(kinds), (a, b), part=draw(st.sampled_from(PARTS)), citations=draw(cited))) for a, b in ends
    ]
    return [*sources, *records, *ties, *draw(acts(6))]


def load(writer: Writer, rows: list[Entry], batch_rows: int = 1000) -> None:
    report = ingest(writer, dataset(), rows, Options(parts=PARTS, batch_rows=batch_rows))
    assert report.balanced
    assert not report.rejected


@FEW
@given(rows=chronologies(), batch_rows=st.integers(1, 12))
def test_the_size_of_batches_changes_nothing(endpoint: Endpoint, cypher: neo4j.Driver, rows: list[Entry], batch_rows: int) -> None:
    """Only the numbers of commits differ: those of edges and revisions are the same."""
    found = []
    with Writer(endpoint) as writer:
        for size in (batch_rows, 1000):
            empty(endpoint)
            load(writer, rows, size)
            assert bookkeeping_faults(cypher) == []
            found.append(live(cypher, without=frozenset({"seq", "summary_seq"})))
    assert found[0] == found[1]


@FEW
@given(versions=st.lists(st.tuples(chronologies(), st.integers(1, 12)), min_size=2, max_size=3))
def test_whatever_came_before_the_last_version_stands(
    endpoint: Endpoint, cypher: neo4j.Driver, versions: list[tuple[list[Entry], int]]
) -> None:
    with Writer(endpoint) as writer:
        empty(endpoint)
        for rows, batch_rows in versions:
            load(writer, rows, batch_rows)
            assert bookkeeping_faults(cypher) == []
        last = versions[-1][0]
        after_edits = live(cypher)
        assert not ingest(writer, dataset(), last, Options(parts=PARTS)).changed
        empty(endpoint)
        load(writer, last)
        assert live(cypher) == after_edits
