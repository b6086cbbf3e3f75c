"""Paths and cones in time on the bundled chronology: equal to plain Cypher, with their evidence, and honest about what they leave out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import anyio
import neo4j
import networkx
import pytest

from graph import answers
from graph.answers import Filter, PathOptions, ReachOptions, to_networkx
from graph.answers.reading import bind
from graph.engine import Endpoint
from graph.errors import QuestionError, UnknownError
from graph.settings import Settings
from graph.store import Store
from graph.temporal.live import LiveIndex

pytestmark = pytest.mark.server
Ask = Callable[..., dict[str, Any]]
STRICT = PathOptions(order="forward", direction="forward", ties="none", max_hops=2, by="arrival")

STATES = "MATCH (s:State)-[e]-(:Actor) WHERE e.action IS NOT NULL RETURN DISTINCT s.id AS id"
BUSIEST = "MATCH (a:Actor)--(b:Actor) WITH a.id AS id, count(DISTINCT b) AS others RETURN id ORDER BY others DESC, id LIMIT 40"
MOVE = """
MATCH ()-[e:BANNED {statement: 'chronology:cn-bans-intel-amd-2024'}]->(:Actor {name: 'Intel'})
SET e.date = e.date + duration({days: $days}), e.date_to = e.date_to + duration({days: $days})
"""
TWO_HOPS = """
MATCH (a:Actor {id: $source})-[e]->(b:Actor {id: $target}) WHERE e.action IS NOT NULL AND type(e) <> 'RETRACTED'
RETURN e.date AS arrival
UNION ALL
MATCH (a:Actor {id: $source})-[e]->(m:Actor)-[f]->(b:Actor {id: $target})
WHERE e.action IS NOT NULL AND f.action IS NOT NULL AND type(e) <> 'RETRACTED' AND type(f) <> 'RETRACTED'
  AND NOT m.unnamed AND m.id <> $source AND m.id <> $target AND e.date < f.date_to
RETURN CASE WHEN f.date > e.date THEN f.date ELSE e.date + duration({days: 1}) END AS arrival
"""


@pytest.fixture(scope="module")
def index(bundled: Endpoint, settings: Settings) -> LiveIndex:
    live = LiveIndex(settings, bundled)
    live.refresh()
    return live


@pytest.fixture(scope="module")
def ask(bundled: Endpoint, index: LiveIndex) -> Ask:
    def call(question: Callable[..., Any], *args: Any, **options: Any) -> dict[str, Any]:
        async def run() -> dict[str, Any]:
            async with Store(bundled, timeout_s=30) as store:
                answer: answers.Answer = await question(store, *args, index=index, **options)
                return answer.envelope()

        return anyio.run(run)

    return call


def test_first_arrivals_are_those_of_plain_cypher(ask: Ask, cypher: neo4j.Driver, bundled: Endpoint) -> None:
    states = [row["id"] for row in cypher.execute_query(STATES).records]
    found = 0
    for source in states:
        reached = ask(answers.reach, source, options=ReachOptions(max_hops=2, limit=500), filter=Filter())
        days = {row["actor"]: row["day"] for row in reached["data"]["actors"]}
        for target in (state for state in states if state != source):
            rows = cypher.execute_query(TWO_HOPS, source=source, target=target).records
            first = min((row["arrival"].to_native() for row in rows), default=None)
            assert days.get(target) == (str(first) if first else None), (source, target)
            found += first is not None
    assert found > 20


def test_by_arrival_is_the_first_of_reach(ask: Ask) -> None:
    answer = ask(answers.paths, "GBR", "USA", options=STRICT, filter=Filter())
    reached = ask(answers.reach, "GBR", options=ReachOptions(max_hops=2, limit=500), filter=Filter())
    (day,) = [row["day"] for row in reached["data"]["actors"] if row["actor"] == "state:USA"]
    events = {event["id"]: event for event in answer["events"]}
    last = events[answer["data"]["paths"][0]["hops"][-1]["event"]]
    assert last["date"] <= day <= last["date_to"]


def test_in_the_order_of_time_each_hop_says_how_it_follows(ask: Ask) -> None:
    answer = ask(answers.paths, "GBR", "Intel", options=PathOptions(order="forward", max_hops=3), filter=Filter())
    events = {event["id"]: event for event in answer["events"]}
    assert answer["data"]["paths"]
    for path in answer["data"]["paths"]:
        dated = [hop for hop in path["hops"] if not hop["is_tie"]]
        assert next(hop["order"] for hop in dated) == "start"
        for before, after in pairwise(dated):
            assert after["order"] in ("certain", "possible")
            certain = events[before["event"]]["date_to"] < events[after["event"]]["date"]
            assert certain == (after["order"] == "certain")


def test_avoid_exclude_via_and_several_ends(ask: Ask) -> None:
    plain = ask(answers.paths, "Intel", "APT31", options=PathOptions(max_hops=5), filter=Filter())
    assert all("state:CHN" in path["actors"] for path in plain["data"]["paths"][:1])
    without = ask(answers.paths, "Intel", "APT31", options=PathOptions(max_hops=6, exclude=("CHN",)), filter=Filter())
    assert all("state:CHN" not in path["actors"] for path in without["data"]["paths"])
    through = ask(answers.paths, "Intel", "APT31", options=PathOptions(max_hops=5, via=("Ministry of State Security",)), filter=Filter())
    assert through["data"]["paths"]
    assert all("chronology:mss" in path["actors"] for path in through["data"]["paths"])
    several = ask(answers.paths, "Intel,AMD", "APT31,Zhao Guangzong", filter=Filter())
    assert several["meta"]["question"]["from"] == ["chronology:intel", "chronology:amd"]
    with pytest.raises(QuestionError, match="both"):
        ask(answers.paths, "Intel,AMD", "AMD", filter=Filter())


def test_nothing_published_later_is_used(ask: Ask) -> None:
    before = ask(answers.paths, "Intel", "China", options=PathOptions(max_hops=1), filter=Filter.of(as_of="2024-03-23"))
    after = ask(answers.paths, "Intel", "China", options=PathOptions(max_hops=1), filter=Filter.of(as_of="2024-03-24"))
    assert [hop["event"] for path in before["data"]["paths"] for hop in path["hops"]] == []
    assert [hop["event"] for path in after["data"]["paths"] for hop in path["hops"]] == ["chronology:cn-bans-intel-amd-2024"]


def test_what_could_have_led_to_an_event_ends_before_it(ask: Ask) -> None:
    event = "chronology:cn-sanctions-uk-2021"
    answer = ask(answers.reach, event=event, options=ReachOptions(way="back", limit=100), filter=Filter())
    assert answer["data"]["reached"] > 0
    assert answer["data"]["from"] == ["state:CHN"]
    assert all(row["day"] < "2021-03-26" for row in answer["data"]["actors"])
    assert all(row["way"][-1]["target"] == "state:CHN" for row in answer["data"]["actors"])
    onward = ask(answers.reach, event=event, options=ReachOptions(limit=100), filter=Filter())
    assert all(row["day"] > "2021-03-26" for row in onward["data"]["actors"])


def test_an_edge_that_the_database_tells_otherwise_is_left_out(ask: Ask, cypher: neo4j.Driver) -> None:
    cypher.execute_query(MOVE, days=1)
    try:
        answer = ask(answers.paths, "Intel", "China", options=PathOptions(max_hops=1), filter=Filter())
    finally:
        cypher.execute_query(MOVE, days=-1)
    assert answer["data"]["paths"] == []
    assert "no longer holds a link" in answer["meta"]["omitted"][0]
    assert answer["meta"]["index_suspect"]


def test_wrong_questions_are_told(ask: Ask) -> None:
    with pytest.raises(QuestionError):
        ask(answers.reach, filter=Filter())
    with pytest.raises(UnknownError):
        ask(answers.reach, event="chronology:nothing", filter=Filter())
    with pytest.raises(QuestionError, match="max_gap"):
        ask(answers.paths, "Intel", "China", options=PathOptions(max_gap_days=5), filter=Filter())


COUNTED: list[dict[str, Any]] = [
    {},
    {"types": "SANCTIONED,PART_OF"},
    {"kinds": "Company,Person"},
    {"since": "2018", "until": "2021"},
    {"as_of": "2018-03-26"},
    {"status": "executed", "min_rung": 3},
    {"clock": "published", "since": "2020"},
    {"assertion": "confirmed,asserted_by_actor"},
    {"actions": "sanction"},
]


@pytest.mark.parametrize("words", COUNTED, ids=[",".join(words) or "all" for words in COUNTED])
def test_neighbours_are_counted_as_plain_cypher_counts_them(
    bundled: Endpoint, index: LiveIndex, cypher: neo4j.Driver, words: dict[str, Any]
) -> None:
    """The actors that have to do with most others. The query of the library is also what answers `recorded_as_of`."""
    filter_ = Filter.of(**words)
    ids = [row["id"] for row in cypher.execute_query(BUSIEST).records]

    async def both() -> list[tuple[list[dict[str, Any]], dict[str, Any]]]:
        async with Store(bundled, timeout_s=30) as store:
            bound = await bind(store, filter_)
            return [
                (
                    await store.read("neighbour_counts", id=id_, filter=bound.parameters),
                    (await answers.neighbours(store, id_, filter=filter_, limit=500, index=index)).envelope()["data"],
                )
                for id_ in ids
            ]

    found = anyio.run(both)
    assert any(rows for rows, _ in found)
    for id_, (rows, counted) in zip(ids, found, strict=True):
        by_actor: dict[str, int] = defaultdict(int)
        for row in rows:
            by_actor[row["other"]] += row["n"]
        assert {row["actor"]: row["n"] for row in counted["neighbours"]} == dict(by_actor), id_
        days = [str(day) for row in rows for day in (row["first"], row["last"]) if day]
        shown = [day for row in counted["counts"] for day in (row["first"], row["last"]) if day]
        assert (min(shown, default=""), max(shown, default="")) == (min(days, default=""), max(days, default="")), id_
        rungs, shown_rungs = [row["max_rung"] for row in rows], [row["max_rung"] for row in counted["neighbours"]]
        assert max((rung or 0 for rung in shown_rungs), default=0) == max((rung or 0 for rung in rungs), default=0)


def test_paths_and_subgraphs_are_networkx_graphs(ask: Ask) -> None:
    found = to_networkx(ask(answers.paths, "Intel", "APT31", filter=Filter()))
    assert found.graph["paths"]
    for path in found.graph["paths"]:
        assert all(found.has_edge(*edge) for edge in path)
        assert networkx.has_path(found.to_undirected(), "chronology:intel", "chronology:apt31")
    assert found.nodes["chronology:intel"]["name"] == "Intel"


def test_likelihood_lies_within_the_bounds(ask: Ask) -> None:
    answer = ask(answers.paths, "Intel", "APT31", filter=Filter())
    for path in answer["data"]["paths"]:
        likely = path["likelihood"]
        assert likely["lower_bound"] - 0.05 <= likely["drawn"] <= likely["upper_bound"] + 0.05
        assert path["weakest"]["confidence"] == min(hop["confidence"] for hop in path["hops"])
    assert answer["data"]["any_holds"]["drawn"] >= max(path["likelihood"]["drawn"] for path in answer["data"]["paths"])
