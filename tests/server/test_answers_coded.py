"""Machine-coded actions are served as actions all the same: an edge is the event, its address the source, and nobody's claim is made up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import anyio
import pytest

from graph import answers
from graph.answers import Filter, GraphOptions
from graph.engine import Endpoint
from graph.errors import UnknownError
from graph.ingest import ingest_stream
from graph.store import Store, Writer
from tests.conftest import empty
from tests.streams import FIRM, batch, coded, dataset

pytestmark = pytest.mark.server
Ask = Callable[..., dict[str, Any]]
HOSTED = coded(101, source=FIRM, action="plover:CONSULT/visit", source_url=None, told_by="Radio", repeat_of="100", date=date(2018, 1, 2))


@pytest.fixture(scope="module")
def streamed(endpoint: Endpoint) -> Endpoint:
    """Two actions; the first was corrected by a second load."""
    empty(endpoint)
    with Writer(endpoint) as writer:
        ingest_stream(writer, dataset(), [batch(coded(100, told_by=None), HOSTED)])
        ingest_stream(writer, dataset(), [batch(coded(100, told_by=None, action="plover:SANCTION/expel"), items=())])
    return endpoint


@pytest.fixture(scope="module")
def ask(streamed: Endpoint) -> Ask:
    def call(question: Callable[..., Awaitable[answers.Answer]], *args: Any, **options: Any) -> dict[str, Any]:
        async def run() -> dict[str, Any]:
            async with Store(streamed, timeout_s=30) as store:
                return (await question(store, *args, **options)).envelope()

        return anyio.run(run)

    return call


def entry(envelope: dict[str, Any], id_: str) -> dict[str, Any]:
    (found,) = [event for event in envelope["events"] if event["id"] == id_]
    return dict(found)


def test_an_edge_is_an_event_with_all_that_an_event_has(ask: Ask) -> None:
    envelope = ask(answers.event, "t:100:AAA:BBB")
    event = entry(envelope, "t:100:AAA:BBB")
    assert (event["action"], event["edge_type"], event["text"]) == (
        "plover:SANCTION/expel", "EXPELLED", "State AAA expelled diplomats or organisations of State BBB",
    )  # fmt: skip
    assert (event["rung"], event["quad"], event["score"], event["goldstein"]) == (4, "MCONF", -5.5, None)
    assert [(party["actor"], party["role"], party["role_words"]) for party in event["participants"]] == [
        ("state:AAA", "source", None), ("state:BBB", "target", "government"),
    ]  # fmt: skip
    assert (event["claims"], event["denials"], event["n_claimants"], event["disputed"], event["likelihood"]) == ([], [], 0, False, None)
    assert (event["assertion"], event["status"], event["confidence"], event["retracted"]) == ("alleged", "executed", 0.55, False)
    assert event["said"] == {"cameo": "111", "mentions": 4}
    (source,) = envelope["sources"]
    assert (source["url"], source["publisher"], source["reliability"]) == ("https://news.example/a", "news.example", "F")
    assert [(one["source"], one["grade"]) for one in event["sources"]] == [(source["id"], "F3")]
    assert {actor["id"] for actor in envelope["actors"]} == {"state:AAA", "state:BBB"}
    assert envelope["claims"] == []


def test_a_page_a_dyad_and_a_graph_hold_them(ask: Ask) -> None:
    both = ["t:100:AAA:BBB", "t:101:AAABUS:BBB"]
    page = ask(answers.events, target="state:BBB", filter=Filter())
    assert (page["data"]["events"], [event["id"] for event in page["events"]]) == (both, both)
    second = entry(page, both[1])
    assert (second["repeat_of"], second["said"]["told_by"], second["date"]) == ("100", "Radio", "2018-01-02")
    assert {source["title"] for source in page["sources"]} == {"https://news.example/a", "Radio"}
    dyad = ask(answers.timeline, "state:AAA", "state:BBB", filter=Filter())
    assert set(both) <= {event["id"] for event in dyad["events"]}
    graph = ask(answers.subgraph, ["state:BBB"], options=GraphOptions(), filter=Filter.of(actions="plover:CONSULT/visit"))
    assert [edge["id"] for edge in graph["data"]["edges"]] == both[1:]
    folded = ask(answers.subgraph, ["state:BBB"], options=GraphOptions(fold="dyad"), filter=Filter())
    assert [line["by_quad"] for line in folded["data"]["edges"] if not line["is_tie"]] == [{"MCONF": 1}, {"VCOOP": 1}]


def test_what_we_said_before_a_correction_can_be_asked(ask: Ask) -> None:
    event = entry(ask(answers.event, "t:100:AAA:BBB", recorded_as_of="1"), "t:100:AAA:BBB")
    assert (event["action"], event["rev"], event["retracted"]) == ("plover:ACCUSE/disapprove", 1, True)
    page = ask(answers.events, source="state:AAA", filter=Filter(recorded_as_of="1"))
    assert entry(page, "t:100:AAA:BBB")["edge_type"] == "CRITICISED"


def test_an_edge_that_is_not_there_is_unknown(ask: Ask) -> None:
    for id_ in ("t:102:AAA:BBB", "u:100:AAA:BBB", "nothing"):
        with pytest.raises(UnknownError):
            ask(answers.event, id_)
    with pytest.raises(UnknownError, match="was not public by"):
        ask(answers.event, "t:100:AAA:BBB", as_of=date(2017, 12, 31))
