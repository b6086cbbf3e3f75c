"""Free Cypher against a live server: the corpus of hostile and harmless texts, what a stranger gets, and how it ends.

The corpus is ../shared/guard_corpus_dev.jsonl, where it is there; the tests that need no corpus are in test_cypher.py.
"""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import neo4j
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from graph import engine
from graph.engine import Endpoint
from graph.keys import KeyStore
from graph.settings import Settings
from tests.facts import live
from tests.server.test_cypher import LEFT, Service, opened

pytestmark = pytest.mark.server
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "guard_corpus_dev.jsonl"
REFUSED = {403, 422}
LIMIT_S = 2.0
# What a person may do with a driver of his own; by HTTP there is no such door.
NOT_HTTP = {"driver-001", "driver-003", "driver-007"}
ENDLESS = {"uninterruptible", "silent_hang", "huge_value"}


def cases() -> list[dict[str, Any]]:
    if not CORPUS.exists():
        return []
    found = [json.loads(line) for line in CORPUS.read_text("utf-8").splitlines()]
    return [case for case in found if case["id"] not in NOT_HTTP]


def some(*classes: str, expected: str = "") -> list[Any]:
    chosen = [case for case in cases() if case["class"] in classes or case["expected"] == expected]
    reason = f"no corpus at {CORPUS}"
    return [pytest.param(case, id=case["id"]) for case in chosen] or [pytest.param({}, marks=pytest.mark.skip(reason=reason))]


@pytest.fixture(scope="module")
def corpus_graph(bundled: Endpoint) -> Endpoint:
    """The bundled graph with the indexes that the corpus names."""
    with neo4j.GraphDatabase.driver(bundled.uri, auth=(bundled.user, bundled.password)) as driver:
        for text in (
            "CREATE FULLTEXT INDEX actor_ft IF NOT EXISTS FOR (n:Actor) ON EACH [n.name]",
            "CREATE VECTOR INDEX actor_vec IF NOT EXISTS FOR (n:Actor) ON n.vec OPTIONS {indexConfig: {`vector.dimensions`: 8}}",
            "CALL db.awaitIndexes(60)",
        ):
            driver.execute_query(text, database_=bundled.database)
    return bundled


@pytest.fixture(scope="module")
def listener() -> Iterator[list[str]]:
    """Port 9 of the corpus is a listener's here; what connects is noted."""
    seen: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    connection, address = server.accept()
                except OSError:
                    return
                seen.append(str(address))
                connection.close()

        threading.Thread(target=listen, daemon=True).start()
        seen.append(f"port {server.getsockname()[1]}")
        yield seen


@pytest.fixture(scope="module")
def service(corpus_graph: Endpoint, settings: Settings) -> Iterator[Service]:
    """As on a database that is not ours, so that no restart comes between the cases; what hangs is cleared away at the end."""
    given = settings.model_copy(update={"cypher_timeout_s": LIMIT_S, "cypher_concurrency": 1})
    with opened(given, replace(corpus_graph, managed=False)) as service:
        yield service


def asked(service: Service, case: dict[str, Any], listener: list[str]) -> httpx.Response:
    text = case["query"].replace("127.0.0.1:9/", f"127.0.0.1:{listener[0].removeprefix('port ')}/")
    return service.cypher(text, case["params"], max_rows=100)


def nested(depth: int) -> str:
    return '{"query": "RETURN size($x) AS x", "parameters": {"x": ' + "[" * depth + "]" * depth + "}}"


@pytest.mark.parametrize("case", some(expected="refuse"))
def test_what_is_hostile_is_refused(case: dict[str, Any], service: Service, listener: list[str]) -> None:
    if case["params"].get("x") == "NESTED:3000":
        response = service.ask("POST", "/v1/cypher", content=nested(3000), headers={"content-type": "application/json"})
    else:
        response = asked(service, case, listener)
    assert response.status_code in {*REFUSED, 400}, response.text
    assert len(listener) == 1, "nobody was called"


@pytest.mark.parametrize("case", some("leak", "params", "parser"))
def test_what_is_odd_is_refused_or_answered_and_betrays_nothing(case: dict[str, Any], service: Service, listener: list[str]) -> None:
    if case["params"].get("x") == "NESTED:3000":
        pytest.skip("asked above")
    response = asked(service, case, listener)
    assert response.status_code in {200, *REFUSED, 504}, response.text
    if response.status_code != 200:
        words = json.dumps({name: response.json()[name] for name in ("title", "detail", "hint")})
        assert not [tell for tell in ("org.", "java", "apache", "/srv", "bolt://", "server.directories") if tell in words], words


@pytest.mark.parametrize("case", some("harmless"))
def test_what_is_harmless_is_answered(case: dict[str, Any], service: Service, listener: list[str]) -> None:
    response = asked(service, case, listener)
    assert response.status_code == 200, response.text


@pytest.mark.stress
@pytest.mark.parametrize("case", [one for one in some("exhaust") if one.values[0] and not ENDLESS & one.values[0].keys()])
def test_what_takes_too_much_is_stopped_in_time(case: dict[str, Any], service: Service, listener: list[str]) -> None:
    """Within its timeout and two seconds, or cut off at its deadline; what a limit bounds is answered and says so."""
    response = asked(service, case, listener)
    assert response.elapsed.total_seconds() < LIMIT_S + 3 + 10 + 5, "its deadline, and the planning's"
    assert response.status_code in {200, 422, 403, 504}, response.text
    if response.status_code == 504 and "deadline" not in response.json()["detail"]:
        assert service.ran(response).seconds < LIMIT_S + 2 + 10, "and the planning's on a busy machine"


def test_afterwards_nothing_was_written_and_the_database_is_well(service: Service, bundled: Endpoint, cypher: neo4j.Driver) -> None:
    assert service.cypher("MATCH (n:X) RETURN count(n) AS n").json()["data"]["rows"] == [{"n": 0}]
    names = {row["name"] for row in service.cypher("SHOW INDEXES YIELD name").json()["data"]["rows"]}
    assert not {"gx", "cx", "fx"} & names
    assert len(live(cypher)) > 500
    users, _, _ = cypher.execute_query("SHOW USERS YIELD user", database_="system")
    assert [row["user"] for row in users] == [bundled.user]


# --- other tricks of the same kinds ---

HOSTILE = [case for case in cases() if case["expected"] == "refuse" and not case["params"] and case["class"] != "parser"]
COMMENTS = ["/* x */", " // y\n", "\t", "\n", "\u00a0", "\u3000"]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    text: str = draw(st.sampled_from(HOSTILE))["query"]
    for _ in range(draw(st.integers(0, 3))):
        text = draw(st.sampled_from([swap_case, with_comments, escaped, wrapped, prefixed]))(draw, text)
    return text


def swap_case(draw: st.DrawFn, text: str) -> str:
    return "".join(letter.swapcase() if draw(st.booleans()) else letter for letter in text) if "'" not in text else text


def with_comments(draw: st.DrawFn, text: str) -> str:
    return text.replace(" ", draw(st.sampled_from(COMMENTS)), draw(st.integers(1, 3)))


def escaped(draw: st.DrawFn, text: str) -> str:
    at = draw(st.integers(0, len(text) - 1))
    return f"{text[:at]}\\u{ord(text[at]):04x}{text[at + 1 :]}" if ord(text[at]) < 0x10000 else text


def wrapped(draw: st.DrawFn, text: str) -> str:
    return draw(
        st.sampled_from(
            [
                "RETURN [x IN [1] | COLLECT {{ {0} }}] AS c",
                "UNWIND [1] AS x CALL (x) {{ {0} }} RETURN x",
                "MATCH (a:Actor) WHERE EXISTS {{ {0} }} RETURN a.id LIMIT 1",
                "RETURN CASE WHEN true THEN COUNT {{ {0} }} END AS c",
                "RETURN reduce(s = 0, x IN [1] | s + COUNT {{ {0} }}) AS c",
                "CALL db.labels() YIELD label WHERE COUNT {{ {0} }} > 0 RETURN label",
            ]
        )
    ).format(text)


def prefixed(draw: st.DrawFn, text: str) -> str:
    return draw(st.sampled_from(["CYPHER 5 ", "CYPHER 25 ", "EXPLAIN ", "PROFILE ", "CYPHER runtime=slotted\t", "// 1\n", ";"])) + text


@pytest.mark.stress
@pytest.mark.skipif(not HOSTILE, reason=f"no corpus at {CORPUS}")
def test_mutations_of_what_is_hostile_change_and_reach_nothing(service: Service, listener: list[str], cypher: neo4j.Driver) -> None:
    """A mutation may turn a text into a harmless one (a comment, an EXPLAIN): what counts is that nothing is written, read or called."""
    before = live(cypher)

    @hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(mutated())
    def run(text: str) -> None:
        response = service.cypher(text.replace("127.0.0.1:9/", f"127.0.0.1:{listener[0].removeprefix('port ')}/"), max_rows=10)
        assert response.status_code in {200, *REFUSED, 504}, (text, response.text)
        assert "root:" not in response.text
        if response.status_code == 200:
            assert "auth" not in response.text
            assert "EXPLAIN" in text.upper() or response.json()["meta"]["rows"] <= 10

    run()
    assert len(listener) == 1
    assert live(cypher) == before


# --- what no timeout stops ---


@pytest.mark.stress
@pytest.mark.skipif(not cases(), reason=f"no corpus at {CORPUS}")
def test_what_no_timeout_stops_is_cut_off_named_and_cleared_away(
    corpus_graph: Endpoint, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture, cypher: neo4j.Driver
) -> None:
    """The client is answered at the deadline; the watchdog then names the key, stops it and brings the managed database back."""
    if not corpus_graph.managed:
        pytest.skip("only a managed database is restarted")
    cleared(settings, cypher)
    endless = [case for case in cases() if ENDLESS & case.keys()]
    keys = KeyStore(tmp_path / "keys.json")
    made = [keys.create(case["id"], ["cypher"]) for case in endless]
    given = settings.model_copy(update={"cypher_timeout_s": 1.0, "cypher_concurrency": len(endless)})
    caplog.set_level(logging.ERROR, "retorsion.guard")
    with opened(given, corpus_graph, keys) as service:
        answers = asked_at_once(service, endless, [text for _, text in made])
        assert all(answer.status_code in {422, 503, 504} for answer in answers), [answer.text for answer in answers]
        assert max(answer.elapsed.total_seconds() for answer in answers) < 1 + 3 + 15
        began = time.monotonic()
        while not any(key.stopped for key in keys.listed()) and time.monotonic() - began < 60:
            time.sleep(0.5)
        stopped = {key.name for key in keys.listed() if key.stopped.startswith("suspended")}
        assert stopped & {case["id"] for case in endless if "uninterruptible" in case}
        assert any("runs past its end" in record.getMessage() for record in caplog.records)
        _, free = keys.create("afterwards", ["cypher", "read"])
        while (last := service.cypher("RETURN 1 AS one", key=free)).status_code != 200 and time.monotonic() - began < 60:
            time.sleep(1)
        assert last.json()["data"]["rows"] == [{"one": 1}]
        assert service.ask("GET", "/v1/stats", headers={"Authorization": f"Bearer {free}"}).status_code == 200


def cleared(settings: Settings, cypher: neo4j.Driver) -> None:
    """What the tests above left hanging would have the database restarted before these queries have run."""
    if cypher.execute_query(LEFT).records[0][0]:
        engine.restart(settings)


def asked_at_once(service: Service, endless: list[dict[str, Any]], texts: list[str]) -> list[httpx.Response]:
    """Each by a key of its own."""
    answers: list[httpx.Response] = []

    def ask(case: dict[str, Any], key: str) -> None:
        answers.append(service.cypher(case["query"], case["params"], key=key))

    asking = [threading.Thread(target=ask, args=pair) for pair in zip(endless, texts, strict=True)]
    for one in asking:
        one.start()
    for one in asking:
        one.join(60)
    return answers
