"""The temporal index against a real database: followed or built anew it is the graph, whatever was written in between."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import anyio
import neo4j
import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from graph.dates import Span
from graph.engine import Endpoint
from graph.errors import IndexBehind, IndexBuilding
from graph.ingest import Options, ingest, ingest_stream
from graph.settings import Settings
from graph.store import Reader, Writer
from graph.temporal.build import columns_of
from graph.temporal.follow import build_index, read_state, refreshed
from graph.temporal.layout import COLUMNS, OPEN_END, UNKNOWN_DAY, Adjacency, Index
from graph.temporal.live import LiveIndex
from graph.temporal.snapshot import current_name
from graph.temporal.verify import verify
from tests.conftest import empty
from tests.items import actor, claim, dataset, entry, event, source, state, tie
from tests.server.test_ingest_random import PARTS, chronologies
from tests.streams import batch, coded

pytestmark = pytest.mark.server
DAY = (date(2024, 3, 25) - date(1970, 1, 1)).days
Edges = dict[int, dict[str, Any]]


def edges(index: Index, part: Adjacency | None = None) -> Edges:
    """Every edge by number, its ends and codes in words, so that two indexes compare whatever their numbers."""
    found: Edges = {}
    for one in (index.actions, index.ties) if part is None else (part,):
        columns = columns_of(one)
        for row, eid in enumerate(columns.values["eid"].tolist()):
            told = {name: columns.values[name][row].item() for name in COLUMNS}
            source, target = (index.catalogue.actors[end[row]] for end in (columns.source, columns.target))
            words = {"action": index.catalogue.actions[told["action"]], "dataset": index.catalogue.datasets[told["dataset"]]}
            found[eid] = told | words | {"ends": (source, target)}
    return found


def actors(index: Index) -> dict[str, tuple[str, int]]:
    known = index.catalogue
    return {id_: (known.kind_names[known.kinds[n]], int(known.unnamed[n])) for n, id_ in enumerate(known.actors)}


def built(reader: Reader) -> Index:
    return build_index(reader, read_state(reader))


def followed(reader: Reader, index: Index) -> Index:
    found = refreshed(reader, index, read_state(reader))
    assert found is not None
    return found


def load(writer: Writer, *items: Any, **options: Any) -> None:
    report = ingest(writer, dataset(), [entry(item) for item in items], Options(parts=PARTS, **options))
    assert not report.rejected, report.rejected


def of_state(line: Any) -> tuple[Any, ...]:
    return (source(), state("AAA"), state("BBB"), actor("t:firm"), line)


@pytest.fixture
def reader(endpoint: Endpoint) -> Iterator[Reader]:
    with Reader(endpoint) as opened:
        yield opened


@pytest.fixture
def own(settings: Settings, tmp_path: Path) -> Settings:
    """Settings whose index is this test's own."""
    return settings.model_copy(update={"index_dir": tmp_path / "index", "index_poll_s": 0.1})


# --- what the columns hold ---


def test_columns_hold_what_the_edges_tell(writer: Writer, reader: Reader) -> None:
    act = event(
        "t:e",
        against=("t:firm", "t:BBB"),
        date=Span.parse("2024-03"),
        published=date(2024, 4, 2),
        magnitude=1000.0,
        claims=(claim(words="likely", date=Span.parse("2024-05-01")), claim(by="t:BBB", stance="denied", date=Span.parse("2024-06"))),
    )
    load(writer, *of_state(act), tie("t:tie", valid_from=Span.parse("2020-01-01")))
    index = built(reader)
    found = next(one for one in edges(index, index.actions).values() if one["ends"] == ("state:AAA", "t:firm"))
    first = (date(2024, 3, 1) - date(1970, 1, 1)).days
    expected = {
        "first": first,
        "last": first + 30,
        "published": (date(2024, 4, 2) - date(1970, 1, 1)).days,
        "changed": (date(2024, 6, 30) - date(1970, 1, 1)).days,
        "size": pytest.approx(1.0),  # (1 + log10(1000) / 3) x 1/2
        "disputed": 1,
        "action": "sanction",
        "dataset": "t",
        "status": 2,
        "assertion": 0,
        "cluster": found["eid"],
    }
    assert {name: found[name] for name in expected} == expected
    (stands,) = edges(index, index.ties).values()
    assert (stands["action"], stands["ends"], stands["last"]) == ("PART_OF", ("t:firm", "state:AAA"), OPEN_END)
    assert stands["first"] == (date(2020, 1, 1) - date(1970, 1, 1)).days
    assert verify(index, reader).differences == ()


def test_an_act_that_two_datasets_tell_is_one_cluster_until_one_withdraws_it(writer: Writer, reader: Reader, cypher: neo4j.Driver) -> None:
    load(writer, *of_state(event("t:a", against=("t:firm", "t:BBB"))), event("t:b"), event("t:c"))
    cypher.execute_query("MATCH (a:Event {id: 't:a'}), (b:Event {id: 't:b'}) CREATE (a)-[:SAME_AS]->(b)")
    index = built(reader)
    clusters = {(edge["ends"][1], edge["eid"]): edge["cluster"] for edge in edges(index).values()}
    first = min(eid for end, eid in clusters if end == "t:firm")
    assert sorted(cluster == first for (end, _), cluster in clusters.items() if end == "t:firm") == [False, True, True]
    assert all(cluster == eid for (end, eid), cluster in clusters.items() if end != "t:firm")
    load(writer, *of_state(event("t:b")), event("t:c"))
    index = followed(reader, index)
    assert all(edge["cluster"] == edge["eid"] for edge in edges(index).values())
    assert edges(index) == edges(built(reader))


# --- following ---


@bounded(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(versions=st.lists(st.tuples(chronologies(), st.integers(1, 12), st.booleans()), min_size=2, max_size=4))
def test_followed_or_built_anew_the_index_is_the_graph(endpoint: Endpoint, reader: Reader, versions: list[tuple[Any, int, bool]]) -> None:
    """Loads, withdrawals, restorations, changed rows, changed claims and a stream beside them, through the real door."""
    empty(endpoint)
    index = built(reader)
    with Writer(endpoint) as writer:
        for number, (rows, batch_rows, streams) in enumerate(versions):
            ingest(writer, dataset(), rows, Options(parts=PARTS, batch_rows=batch_rows))
            if streams:
                told = [coded(100 + n, cameo=f"11{number}", confidence=0.5 + number / 10) for n in range(number, number + 3)]
                ingest_stream(writer, dataset("s"), [batch(*told)])
            index = followed(reader, index)
            anew = built(reader)
            assert edges(index) == edges(anew)
            assert actors(index) == actors(anew)
            assert verify(index, reader).differences == ()


def test_a_build_during_a_load_follows_what_came_meanwhile(writer: Writer, reader: Reader) -> None:
    load(writer, *of_state(event("t:before")))
    before = read_state(reader)
    load(writer, *of_state(event("t:after")), event("t:more", against="t:BBB"))
    half = build_index(reader, before)
    assert edges(followed(reader, half)) == edges(built(reader))


@pytest.mark.parametrize("lost", ["MATCH (c:Commit) DELETE c", "MATCH (s:IngestState) SET s.epoch = 'another'"])
def test_a_lost_commit_or_another_epoch_means_building_anew(writer: Writer, reader: Reader, cypher: neo4j.Driver, lost: str) -> None:
    load(writer, *of_state(event("t:e")))
    index = built(reader)
    load(writer, *of_state(event("t:f")))
    cypher.execute_query(lost)
    assert refreshed(reader, index, read_state(reader)) is None


def test_after_a_month_commits_no_longer_name_edges_but_still_tell_when(writer: Writer, reader: Reader, cypher: neo4j.Driver) -> None:
    load(writer, *of_state(event("t:e")))
    index = built(reader)
    cypher.execute_query("MATCH (c:Commit) SET c.at = c.at - duration('P31D')")
    load(writer, *of_state(event("t:f")))
    load(writer, *of_state(event("t:g")))
    rows = cypher.execute_query("MATCH (c:Commit) RETURN c.seq AS seq, c.at IS NULL AS lost, c.added IS NULL AS thin ORDER BY seq").records
    old = [row["seq"] <= index.seq for row in rows]
    assert (any(old), all(old)) == (True, False)
    assert [row["thin"] for row in rows] == old
    assert not any(row["lost"] for row in rows)
    state = read_state(reader)
    assert edges(followed(reader, index)) == edges(built(reader))
    assert refreshed(reader, replace(index, seq=index.seq - 1), state) is None


# --- live ---


@contextmanager
def live(own: Settings, endpoint: Endpoint) -> Iterator[LiveIndex]:
    with LiveIndex(own, endpoint) as opened:
        until(lambda: opened.state.phase == "ready", opened)
        yield opened


def until(happened: Any, index: LiveIndex, within_s: float = 60) -> None:
    end = time.monotonic() + within_s
    while not happened():
        assert time.monotonic() < end, index.state
        time.sleep(0.05)


def test_a_load_is_in_the_index_soon_and_can_be_waited_for(writer: Writer, endpoint: Endpoint, own: Settings) -> None:
    load(writer, *of_state(event("t:e")))
    with live(own, endpoint) as index:
        seen = index.current().seq
        with pytest.raises(IndexBehind):
            index.current(seen + 1)
        load(writer, *of_state(event("t:f")))
        found = anyio.run(index.wait_for, seen + 1, 60.0)
        assert found.seq > seen
        assert sum(edge["action"] == "sanction" for edge in edges(found).values()) == 1, "t:e was withdrawn, t:f has come"


def test_before_the_first_build_it_says_so(endpoint: Endpoint, own: Settings) -> None:
    with pytest.raises(IndexBuilding):
        LiveIndex(own, endpoint).current()


def test_another_program_that_writes_or_deletes_is_noticed(
    writer: Writer, endpoint: Endpoint, own: Settings, cypher: neo4j.Driver, caplog: pytest.LogCaptureFixture
) -> None:
    load(writer, *of_state(event("t:e")), event("t:f", against="t:BBB"))
    with live(own, endpoint) as index:
        before = index.current()
        cypher.execute_query("MATCH ()-[e:SANCTIONED {statement: 't:e'}]->() DELETE e")
        until(lambda: len(edges(index.current())) == 1, index)
        cypher.execute_query("MATCH (a:Actor {id: 't:firm'}), (b:Actor {id: 'state:AAA'}) CREATE (a)-[:SANCTIONED {id: 'mine'}]->(b)")
        until(lambda: index.state.foreign == 0, index)  # one less and one more: the counts agree again, and it was built anew all the same
        assert index.current() is not before
        cypher.execute_query("MATCH (a:Actor {id: 't:firm'}), (b:Actor {id: 'state:AAA'}) CREATE (a)-[:SANCTIONED {id: 'mine2'}]->(b)")
        until(lambda: index.state.foreign == 1, index)
        assert len(edges(index.current())) == 1, "an edge without a number is nobody's"


def test_one_process_writes_and_the_others_map_what_it_publishes(writer: Writer, endpoint: Endpoint, own: Settings) -> None:
    load(writer, *of_state(event("t:e")))
    with live(own, endpoint) as first, live(own, endpoint) as second:
        load(writer, *of_state(event("t:f")))
        until(lambda: first.state.index_seq == second.state.index_seq == first.state.db_seq > 1, second)
        assert edges(first.current()) == edges(second.current())
        assert edges(LiveIndex(own, endpoint).refresh()) == edges(first.current())


def test_a_command_maps_what_is_current_and_builds_what_is_not(writer: Writer, endpoint: Endpoint, own: Settings) -> None:
    load(writer, *of_state(event("t:e")))
    LiveIndex(own, endpoint).refresh()
    folder = LiveIndex(own, endpoint)._keeper.folder
    version = current_name(folder)
    held = edges(LiveIndex(own, endpoint).refresh())
    assert current_name(folder) == version
    column = folder / version / "actions.eid.npy"
    column.write_bytes(column.read_bytes()[:-1] + b"\xff")
    assert edges(LiveIndex(own, endpoint).refresh()) == held
    assert current_name(folder) != version


def test_a_database_that_was_replaced_has_another_index(writer: Writer, endpoint: Endpoint, own: Settings, cypher: neo4j.Driver) -> None:
    load(writer, *of_state(event("t:e")))
    with live(own, endpoint) as index:
        cypher.execute_query("MATCH (s:IngestState) SET s.epoch = 'another'")
        until(lambda: index._index is not None and index._index.epoch == "another", index)


def test_building_anew_can_be_asked_of_the_process_that_writes(writer: Writer, endpoint: Endpoint, own: Settings) -> None:
    load(writer, *of_state(event("t:e")))
    with live(own, endpoint) as index:
        version = current_name(index._keeper.folder)
        asked = LiveIndex(own, endpoint)
        thread = threading.Thread(target=asked.rebuild)
        thread.start()
        thread.join(60)
        assert not thread.is_alive()
        assert current_name(index._keeper.folder) != version
    assert LiveIndex(own, endpoint).rebuild().seq == index.current().seq


def test_unknown_days_have_their_sign(writer: Writer, reader: Reader) -> None:
    load(writer, *of_state(event("t:e")))
    (found,) = edges(built(reader)).values()
    assert (found["published"], found["changed"], found["first"], found["last"]) == (UNKNOWN_DAY, UNKNOWN_DAY, DAY, DAY)
    assert np.iinfo(np.int32).min == UNKNOWN_DAY
