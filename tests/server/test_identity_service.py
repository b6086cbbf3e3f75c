"""Identity as people meet it: the first case resolved, a judgement by HTTP, an addition and a contest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import quote

import httpx
import neo4j
import pytest
from anyio.from_thread import start_blocking_portal

from api.app import create_app
from graph import answers
from graph.dates import Span
from graph.engine import Endpoint
from graph.errors import UnknownError
from graph.identity import linking, review
from graph.ingest import Options, ingest
from graph.ingest.contributions import Addition, Reading, add, contest, withdraw
from graph.settings import Settings
from graph.store import Writer
from graph.temporal.live import LiveIndex
from loaders.base import loaders
from tests.conftest import load_files
from tests.facts import edges, live, one
from tests.items import dataset, entry, event
from tests.server.test_identity import FIRM, OTHER, ask, cited, two_lists

pytestmark = pytest.mark.server

SLICE = Path(__file__).resolve().parents[3] / "shared/data/apt31_slice"
FILES = {
    "ofac": "sdn.csv",
    "uk_sanctions": "uk_cyber_records.json",
    "misp_galaxy": "misp_threat_actor.json",
    "stix": "mitre_zirconium_stix20.json",
}
ONE = (
    ("chronology:apt31", "attack:G0128", "misp_galaxy:6bf7e6b6-5917-45a6-9567-f0baba79768c"),
    ("chronology:wuhan-xrz", "ofac:47800", "uk_sanctions:16460"),
    ("chronology:zhao-guangzong", "ofac:47814", "uk_sanctions:16461"),
    ("chronology:ni-gaobin", "ofac:47818", "uk_sanctions:16462"),
)


@pytest.mark.skipif(not SLICE.exists(), reason="the sources' files are not here")
def test_the_first_case_has_one_of_each_and_its_listing_counts_once(writer: Writer, endpoint: Endpoint, settings: Settings) -> None:
    load_files(writer)
    for name, file in FILES.items():
        for found in loaders()[name].read((SLICE / file,)):
            ingest(writer, found.dataset, found.rows, Options(complete=found.complete, parts=found.parts))
    review.run(writer)
    for ids in ONE:
        assert len({row["actor"] for row in writer.read("identity_groups", ids=list(ids))}) == 1, ids
    assert linking.run(writer).new >= 3
    live_index = LiveIndex(settings, endpoint)
    live_index.refresh()
    counted = ask(endpoint, answers.neighbours, "GBR", filter=answers.Filter(types=("SANCTIONED",)), index=live_index)
    assert {row["actor"]: row["n"] for row in counted.data["neighbours"]}["chronology:zhao-guangzong"] == 1
    assert "chronology:uk-sanctions-apt31-2024" in ask(endpoint, answers.event, "uk_sanctions:16461").data["same_as"]
    card = ask(endpoint, answers.actor, "ZIRCONIUM")
    assert card.data["actor"] == "chronology:apt31"
    assert {name["record"] for name in card.data["names"]} == {*ONE[0]}
    led = ask(endpoint, answers.paths, "ZIRCONIUM", "chronology:mss", filter=answers.Filter(), index=live_index)
    (hop,) = min((path["hops"] for path in led.data["paths"]), key=len)
    assert {citation["source"] for citation in led.events[hop["event"]]["sources"]} == {"chronology:uk-sanctions-list-2024"}


@contextmanager
def service(settings: Settings, endpoint: Endpoint) -> Iterator[Callable[..., httpx.Response]]:
    """The service for a stranger, who may judge: called from elsewhere, so that what is open counts and not the loopback."""
    app = create_app(settings.model_copy(update={"open_scopes": "read,query,load"}), endpoint)
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(app.router.lifespan_context(app)),
        portal.wrap_async_context_manager(httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://graph.test")) as client,
    ):
        yield lambda method, path, **given: portal.call(partial(client.request, method, path, **given))


def test_a_judgement_by_http_merges_and_the_old_address_leads_on(writer: Writer, endpoint: Endpoint, settings: Settings) -> None:
    two_lists(writer)
    writer.write(
        lambda tx: tx.run(
            "set_questions", about="actor", rows=[{"a": FIRM, "b": OTHER, "score": 1.5, "features": ["+5.0 born: 1960 / 1960"]}]
        )
    )
    with service(settings, endpoint) as call:
        asked = call("GET", "/v1/resolve").json()
        (pair,) = asked["data"]["pairs"]
        named = {actor["id"] for actor in asked["actors"]}
        assert {actor["state"] for actor in asked["actors"] if actor["state"]} <= named, "who reviews reads names"
        assert (pair["a"], pair["b"], pair["features"]) == (FIRM, OTHER, [{"name": "born", "told": "1960 / 1960", "bits": 5.0}])
        said = {"a": FIRM, "b": OTHER, "verdict": "same", "who": "ada", "why": "one address"}
        assert call("POST", "/v1/resolve", json=said).json()["renamed"] == [[OTHER, FIRM]]
        moved = call("GET", f"/v1/actors/{quote(OTHER, safe='')}?as_of=2024-12-31")
        assert (moved.status_code, moved.headers["location"]) == (308, f"/v1/actors/{quote(FIRM, safe='')}?as_of=2024-12-31")
        assert call("GET", "/v1/resolve").json()["data"]["pairs"] == []
        assert [one["who"] for one in call("GET", "/v1/resolve/judgements").json()["data"]["judgements"]] == ["ada"]
        assert call("POST", "/v1/resolve", json=said | {"b": "t:nobody"}).status_code == 404


def test_a_contest_stands_whatever_is_loaded_and_can_be_taken_back(writer: Writer, cypher: neo4j.Driver) -> None:
    two_lists(writer)
    before = live(cypher)
    reading = Reading("A correction", "https://example.org/correction")
    id_ = contest(writer, "t:e2", "It was another firm.", reading, "Ada Lovelace")
    again = event("t:e2", by="t:f1", against=("u:f1", "t:GBR"), citations=cited("t:s"))
    assert not ingest(writer, dataset(), [entry(again)], Options(complete=False)).written
    assert one(cypher, "MATCH (a)-[c:DENIED]->(:Statement {id: 't:e2'}) RETURN [a.name, c.quote, toString(c.date)]") == [
        "Ada Lovelace",
        "It was another firm.",
        str(datetime.now(UTC).date()),
    ]
    withdraw(writer, id_)
    assert live(cypher) == before
    with pytest.raises(UnknownError, match="t:nothing"):
        contest(writer, "t:nothing", "No.", reading, "Ada Lovelace")


def test_an_addition_is_an_action_with_its_source(writer: Writer, cypher: neo4j.Driver) -> None:
    two_lists(writer)
    what = Addition("sanction", "state:GBR", (OTHER,), Span.parse("2025-01-02"))
    began = datetime.now(UTC).replace(microsecond=0)
    for who, written in (("ada", 1), ("ada", 0), ("eve", 0)):
        assert add(writer, what, Reading("A notice", "https://example.org/notice"), who).written == written
    (found,) = [edge for edge in edges(cypher).values() if edge["dataset"] == "contributed"]
    assert (found["source"], found["target"], found["type"], found["assertion"]) == ("state:GBR", OTHER, "SANCTIONED", "alleged")
    added = one(cypher, "MATCH (s:Event {dataset: 'contributed'}) RETURN [s.added_by, s.added_at]")
    assert added[0] == "ada"
    assert began <= datetime.fromisoformat(added[1]) <= datetime.now(UTC)
