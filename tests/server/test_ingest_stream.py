"""The door for streams on a real server: twice is once, a changed row is re-issued, a killed load is completed, every row is counted."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import neo4j
import pytest

from graph.digest import digest
from graph.errors import Place
from graph.ingest import Options, Reject, Report, StreamBatch, ingest_stream, stream
from graph.store import Writer
from graph.vocabulary import vocabulary
from tests.facts import bookkeeping_faults, commits, edges, one, retracted, rows
from tests.streams import AAA, BBB, DAY, FIRM, batch, coded, dataset

pytestmark = pytest.mark.server


def load(writer: Writer, *batches: StreamBatch, **options: Any) -> Report:
    report = ingest_stream(writer, dataset(), batches, Options(**options))
    assert report.balanced
    return report


def test_an_edge_says_what_the_row_says_and_what_follows_from_its_action(writer: Writer, cypher: neo4j.Driver) -> None:
    report = load(writer, batch(coded(100, source=FIRM, goldstein=-2.0)))
    assert (report.read, report.written, report.edges_added) == (1, 1, 2), "the edge, and the tie of the group"
    edge = edges(cypher)["t:100:AAABUS:BBB"]
    assert edge == {
        "type": "CRITICISED", "source": "t:AAABUS", "target": "state:BBB", "id": "t:100:AAABUS:BBB", "eid": 2,
        "action": "plover:ACCUSE/disapprove", "date": DAY, "date_to": DAY, "published": DAY, "status": "executed",
        "assertion": "alleged", "n_claimants": 0, "disputed": False, "rung": 1, "share": 1.0, "confidence": 0.55,
        "from_record": FIRM, "to_record": BBB, "dataset": "t", "source_url": "https://news.example/a", "target_role": "government",
        "cameo": "111", "mentions": 4, "goldstein": -2.0, "seq": 1, "rev": 1, "content_hash": edge["content_hash"],
    }  # fmt: skip
    assert not rows(cypher, "MATCH (e:Event) RETURN e")
    assert bookkeeping_faults(cypher) == []


def test_every_machine_action_can_be_written(writer: Writer, cypher: neo4j.Driver) -> None:
    actions = list(vocabulary().machine_actions.values())
    load(writer, batch(*(coded(n, action=action.code) for n, action in enumerate(actions))))
    found = {edge["action"]: edge for edge in edges(cypher).values() if "action" in edge}
    assert {code: (edge["type"], edge["rung"]) for code, edge in found.items()} == {a.code: (a.edge_type, a.rung) for a in actions}
    assert bookkeeping_faults(cypher) == []


def test_loading_again_changes_nothing(writer: Writer, cypher: neo4j.Driver) -> None:
    given = [batch(*(coded(n) for n in range(start, start + 5))) for start in (100, 90, 95)]
    first = load(writer, *given)
    assert (first.read, first.written, first.edges_added) == (15, 15, 16)
    before = digest(writer)
    again = load(writer, *given)
    assert (again.read, again.unchanged, again.written, again.load) == (15, 15, 0, "")
    assert not again.changed
    assert digest(writer) == before
    assert bookkeeping_faults(cypher) == []


@pytest.mark.parametrize(
    ("change", "id_", "type_"),
    [
        ({"mentions": 9}, "t:100:AAA:BBB", "CRITICISED"),
        ({"mentions": None}, "t:100:AAA:BBB", "CRITICISED"),
        ({"action": "plover:ASSAULT/aerial"}, "t:100:AAA:BBB", "ATTACKED"),
        ({"source": FIRM}, "t:100:AAABUS:BBB", "CRITICISED"),
        ({"source": BBB, "target": AAA, "date": date(2017, 1, 1)}, "t:100:BBB:AAA", "CRITICISED"),
    ],
)
def test_a_changed_row_retracts_its_edge_and_issues_it_again(
    writer: Writer, cypher: neo4j.Driver, change: dict[str, Any], id_: str, type_: str
) -> None:
    load(writer, batch(coded(99), coded(100), coded(101, action="plover:ASSAULT/aerial")))
    report = load(writer, batch(coded(99), coded(100, **change), items=()))
    assert (report.written, report.unchanged, report.edges_added, report.edges_retracted) == (1, 1, 1, 1)
    (gone,) = retracted(cypher)
    assert (gone["id"], gone["was"], gone["reason"], gone["retracted_seq"]) == ("t:100:AAA:BBB", "CRITICISED", "changed", 2)
    edge = edges(cypher)[id_]
    assert (edge["type"], edge["rev"], edge["seq"]) == (type_, 2, 2)
    assert edge["eid"] != gone["eid"]
    assert len([edge for edge in edges(cypher) if edge.startswith("t:100:")]) == 1
    assert bookkeeping_faults(cypher) == []


def test_what_a_loader_concludes_makes_no_new_revision(writer: Writer) -> None:
    load(writer, batch(coded(100), coded(101)))
    report = load(writer, batch(coded(100, confidence=0.6), coded(101, repeat_of="100"), items=()))
    assert (report.unchanged, report.written) == (2, 0)


def test_an_event_that_stands_twice_is_one_or_is_refused(writer: Writer, cypher: neo4j.Driver) -> None:
    report = load(writer, batch(coded(100), coded(100), coded(100, mentions=5)))
    assert (report.written, report.unchanged, report.rejected.total()) == (1, 1, 1)
    assert str(report.rejects[0]) == "day.csv:3: an event with this id stands before, and says otherwise"
    assert edges(cypher)["t:100:AAA:BBB"]["mentions"] == 4


def test_rows_that_cannot_be_edges_are_told_with_their_line(writer: Writer, cypher: neo4j.Driver) -> None:
    wrong = [
        coded(1, action="sanction"), coded(2, cameo="1\x00"), coded(3, source="t:CCC"), coded(4, target=AAA),
        coded("5:6"), coded(7, source_url="x" * 30_000), coded(8), coded(9, date_to=date(2017, 1, 1)),
    ]  # fmt: skip
    told = batch(*wrong, skipped={"no second actor": 3}, rejects=(Reject(Place("day.csv", 20), "no date"),))
    report = load(writer, told)
    assert (report.read, report.written, report.skipped) == (12, 1, {"no second actor": 3, "both ends are one actor": 1})
    assert {(reject.place.line, reject.reason[:30]) for reject in report.rejects} == {
        (20, "no date"), (1, "'sanction' is not a machine ac"), (2, "holds the control character U+"),
        (3, "names t:CCC, which neither the"), (5, "the id of the event is not one"), (6, "has 30,000 characters, more th"),
        (8, "the end (2017-01-01) is before"),
    }  # fmt: skip
    assert set(edges(cypher)) == {"t:8:AAA:BBB", "t:AAABUS-of-AAA:AAABUS:AAA"}


def test_a_strict_load_of_a_wrong_row_writes_nothing(writer: Writer, cypher: neo4j.Driver) -> None:
    report = load(writer, batch(coded(1), coded(2, action="x")), strict=True)
    assert (report.read, report.written, report.rejected.total()) == (2, 0, 2)
    assert not edges(cypher)
    assert load(writer, batch(coded(1)), strict=True).written == 1


def test_a_load_that_stops_is_completed_by_the_next(writer: Writer, cypher: neo4j.Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "STREAM_ROWS", 4)
    given = [batch(*(coded(n) for n in range(start, start + 10)), items=None if start == 0 else ()) for start in (0, 10, 20)]

    def stopping(label: str, done: int, total: int, unit: str) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(writer, *given, progress=stopping)
    assert one(cypher, "MATCH (l:Load) RETURN l.state") == "stopped"
    assert len(edges(cypher)) == 21
    assert bookkeeping_faults(cypher) == []
    report = load(writer, *given)
    assert (report.read, report.written, report.unchanged) == (30, 10, 20)
    assert len(edges(cypher)) == 31
    assert bookkeeping_faults(cypher) == []
    assert [len(commit["added"]) for commit in commits(cypher)] == [5, 4, 2, 4, 4, 2, 4, 4, 2]


def test_any_order_and_any_batches_give_one_graph(writer: Writer, cypher: neo4j.Driver) -> None:
    chance = random.Random(7)
    actions = list(vocabulary().machine_actions)

    def version(n: int) -> dict[str, Any]:
        return coded(chance.randrange(60), action=chance.choice(actions), date=DAY + timedelta(chance.randrange(9)), mentions=n)

    last: dict[str, dict[str, Any]] = {}
    for n in range(12):
        drawn = {edge["event"]: edge for edge in (version(n) for _ in range(chance.randrange(1, 40)))}
        last |= drawn
        load(writer, batch(*drawn.values(), items=None if n == 0 else ()))
        assert bookkeeping_faults(cypher) == []
    now = {edge["id"]: edge for edge in edges(cypher).values() if "action" in edge}
    assert {id_: (e["action"], e["date"], e["mentions"]) for id_, e in now.items()} == {
        f"t:{event}:AAA:BBB": (edge["action"], edge["date"], edge["mentions"]) for event, edge in last.items()
    }
