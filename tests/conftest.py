"""Shared fixtures: one real Neo4j for a whole run, emptied before each test that writes.

`TEST_NEO4J_URI` (with TEST_NEO4J_USER, TEST_NEO4J_PASSWORD, TEST_NEO4J_DATABASE) names a server to use; otherwise the managed one is
started in a directory of its own. A database that holds anything and no node `(:RetorsionTest)` is refused: these tests delete all.
"""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from inspect import signature
from pathlib import Path
from typing import Any

import neo4j
import pytest
from fastapi import FastAPI

from graph import warm
from graph.engine import Endpoint, ensure_running, stop
from graph.engine.ports import any_free
from graph.errors import RetorsionError
from graph.ingest import Options, Report, ingest
from graph.schema import prepare
from graph.settings import Settings, load_settings
from graph.store import Writer
from graph.temporal.live import LiveIndex
from loaders.base import loaders


def _endpoint_from_environment() -> Endpoint | None:
    uri = os.environ.get("TEST_NEO4J_URI", "")
    if not uri:
        return None
    return Endpoint(
        uri=uri,
        user=os.environ.get("TEST_NEO4J_USER", "neo4j"),
        password=os.environ.get("TEST_NEO4J_PASSWORD", ""),
        database=os.environ.get("TEST_NEO4J_DATABASE", "neo4j"),
        managed=False,
    )


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a managed server of this run's own; jars and start-up caches are the user's."""
    # A port of its own too: the usual one goes to whoever starts a server while this one is down for a moment.
    return Settings(data_dir=tmp_path_factory.mktemp("retorsion"), neo4j_uri="", bolt_port=any_free())


@pytest.fixture(scope="session")
def endpoint(settings: Settings) -> Iterator[Endpoint]:
    """A server whose database these tests may empty."""
    given = _endpoint_from_environment()
    compiling = warm.begin()  # a question that waited for the compiler would end at its budget
    try:
        found = given or ensure_running(settings)
        warm.finish(compiling)
        _refuse_somebodys_data(found)
    except RetorsionError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no Neo4j to test with: {error}")
    yield found
    if not given:
        stop(settings)


def _refuse_somebodys_data(endpoint: Endpoint) -> None:
    with neo4j.GraphDatabase.driver(endpoint.uri, auth=(endpoint.user, endpoint.password)) as driver:
        text = "MATCH (n) RETURN count(n) AS nodes, count(CASE WHEN n:RetorsionTest THEN 1 END) AS marks"
        row = driver.execute_query(text, database_=endpoint.database).records[0]
    if row["nodes"] and not row["marks"]:
        pytest.exit(f"{endpoint.uri} holds {row['nodes']} nodes and no (:RetorsionTest): these tests would delete them.", returncode=4)


@pytest.fixture
def cypher(endpoint: Endpoint) -> Iterator[neo4j.Driver]:
    """The bare driver, for looking at what was written."""
    with neo4j.GraphDatabase.driver(
        endpoint.uri, auth=(endpoint.user, endpoint.password), notifications_min_severity="OFF", database=endpoint.database
    ) as driver:
        yield driver


def empty(endpoint: Endpoint) -> None:
    """Delete everything and prepare the schema anew (constraints stay: making them takes seconds)."""
    with neo4j.GraphDatabase.driver(endpoint.uri, auth=(endpoint.user, endpoint.password)) as driver, driver.session() as session:
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()
    with Writer(endpoint) as writer:
        prepare(writer)
    with neo4j.GraphDatabase.driver(endpoint.uri, auth=(endpoint.user, endpoint.password)) as driver:
        driver.execute_query("CREATE (:RetorsionTest)", database_=endpoint.database)


@pytest.fixture
def writer(endpoint: Endpoint) -> Iterator[Writer]:
    """The write door's side of an empty, prepared graph."""
    empty(endpoint)
    with Writer(endpoint) as opened:
        yield opened


def load_files(writer: Writer, *paths: Path, options: Options | None = None) -> list[Report]:
    """Load chronology files; the bundled ones when none is named."""
    loader = loaders()["chronology"]
    return [
        ingest(writer, load.dataset, load.rows, replace(options or Options(), complete=load.complete, parts=load.parts))
        for load in loader.read(paths or loader.bundled)
    ]


@pytest.fixture(scope="module")
def bundled(endpoint: Endpoint) -> Endpoint:
    """A graph with the bundled chronology, loaded once for a module that only reads."""
    empty(endpoint)
    with Writer(endpoint) as opened:
        load_files(opened)
    return endpoint


@contextmanager
def found_by_settings(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The command line and Python find the test's database as a person's own: by the settings."""
    given = {"URI": endpoint.uri, "USER": endpoint.user, "PASSWORD": endpoint.password, "DATABASE": endpoint.database}
    for name, value in given.items():
        monkeypatch.setenv(f"RETORSION_NEO4J_{name}", value)
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


def indexed(question: Callable[..., Awaitable[Any]], settings: Settings, endpoint: Endpoint) -> Callable[..., Awaitable[Any]]:
    """A question with the index that it may take, at the database's present."""
    if "index" not in signature(question).parameters:
        return question
    live = LiveIndex(settings, endpoint)
    live.refresh()
    return partial(question, index=live)


def wait_for_index(app: FastAPI, seconds: float = 60.0) -> None:
    """Until the service's index holds the graph: a service that has just begun is building it."""
    live: LiveIndex = app.state.index
    until = time.monotonic() + seconds
    while live.state.phase != "ready" and time.monotonic() < until:
        time.sleep(0.05)
    assert live.state.phase == "ready", live.state
