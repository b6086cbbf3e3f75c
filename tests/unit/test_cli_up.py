"""`up` around what it serves: ports, warnings, what is loaded, whose Neo4j is stopped. The database and the server are stand-ins."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.explorer import built
from cli import up
from cli.main import build
from cli.terminal import OK, USAGE
from cli.tour import Stop, Tour
from graph import engine, warm
from graph.engine import Endpoint
from graph.errors import StoreUnreachable
from graph.ingest import Report
from graph.settings import Settings, load_settings
from loaders.base import loaders


@dataclass
class World:
    """What was done, in order. `seq` 0 is an empty graph."""

    done: list[str] = field(default_factory=list)
    running: bool = False
    seq: int = 0

    def writer(self, endpoint: Endpoint) -> World:
        return self

    def __enter__(self) -> World:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, name: str) -> list[dict[str, Any]]:
        assert name == "graph_state"
        return [{"epoch": "e", "seq": self.seq}]

    def tour(self, endpoint: Endpoint, settings: Any, tell: Callable[[Stop], None]) -> World:
        self.tell = tell
        return self

    def begin(self) -> None:
        self.done.append("ask")
        self.tell(Stop("Who?", "/v1/events?x=1", "events --x 1", "They did."))

    def end(self) -> None:
        self.done.append("end")

    def serve(self, settings: Any, endpoint: Endpoint, host: str, port: int, on_ready: Callable[[str], None]) -> None:
        self.done.append(f"serve {host}")
        on_ready("http://127.0.0.1:8000")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[World]:
    made = World()

    def status(_: Any) -> Any:
        return type("Status", (), {"running": made.running})()

    def note(word: str, result: Any) -> Callable[..., Any]:
        def noted(*_: Any, **__: Any) -> Any:
            made.done.append(word)
            return result

        return noted

    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("RETORSION_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("RETORSION_NEO4J_URI", raising=False)
    monkeypatch.setattr(engine, "status", status, raising=False)
    monkeypatch.setattr(engine, "stop", note("stop", True), raising=False)
    monkeypatch.setattr(up, "resolve_endpoint", note("start", Endpoint("bolt://x", "neo4j", "", database="neo4j", managed=True)))
    monkeypatch.setattr(up, "Writer", made.writer)
    monkeypatch.setattr(up, "prepare", note("prepare", None))
    monkeypatch.setattr(up, "load_into", note("load", [Report("chronology", read=1, written=1)]))
    monkeypatch.setattr(up, "Tour", made.tour)
    monkeypatch.setattr(warm, "begin", list)
    monkeypatch.setattr(warm, "finish", lambda *_: None)
    monkeypatch.setattr(up, "_server", lambda: made.serve)
    load_settings.cache_clear()
    yield made
    load_settings.cache_clear()


def run(*words: str) -> Result:
    return CliRunner().invoke(build(), ["up", "--port", "0", *words])


@pytest.mark.parametrize(
    ("words", "seq", "done"),
    [
        ([], 0, ["start", "prepare", "load", "serve 127.0.0.1", "stop"]),
        ([], 5, ["start", "prepare", "serve 127.0.0.1", "stop"]),
        (["--demo"], 5, ["start", "prepare", "load", "serve 127.0.0.1", "ask", "end", "stop"]),
        (["--no-load"], 0, ["start", "prepare", "serve 127.0.0.1", "stop"]),
        (["--keep-engine"], 5, ["start", "prepare", "serve 127.0.0.1"]),
    ],
)
def test_what_is_loaded_and_stopped(words: list[str], seq: int, done: list[str], world: World) -> None:
    world.seq = seq
    result = run(*words)
    assert result.exit_code == OK, result.output
    assert world.done == done


def test_the_demo_loads_again_only_what_may_have_changed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def loaded() -> bool:
        world.done.clear()
        assert run("--demo").exit_code == OK
        return "load" in world.done

    world.seq = 5
    assert [loaded(), loaded()] == [True, False]
    world.seq = 6  # somebody wrote
    assert [loaded(), loaded()] == [True, False]
    chronology = loaders()["chronology"]
    other = replace(chronology, bundled=chronology.bundled[1:])  # the files changed
    monkeypatch.setattr(up, "loaders", lambda: {"chronology": other})
    assert [loaded(), loaded()] == [True, False]


def test_a_neo4j_that_ran_before_goes_on(world: World) -> None:
    world.running = True
    assert run().exit_code == OK
    assert "stop" not in world.done


def test_a_neo4j_that_was_started_is_stopped_when_serving_fails(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise StoreUnreachable("gone")

    monkeypatch.setattr(up, "_server", lambda: fail)
    assert run().exit_code != OK
    assert world.done[-1] == "stop"


def test_the_demo_says_where_to_look(world: World) -> None:
    text = run("--demo").stdout
    assert "Retorsion listens on http://127.0.0.1:8000" in text
    assert ("the explorer      http://127.0.0.1:8000/" in text) is (built() is not None)
    assert "curl 'http://127.0.0.1:8000/v1/events?x=1'" in text
    assert "retorsion events --x 1" in text
    assert "They did." in text


def test_a_taken_port_is_told_before_the_database_starts(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run("--port", str(taken.getsockname()[1]))
    assert result.exit_code == USAGE
    assert "Cannot listen on 127.0.0.1" in result.stderr
    assert "--port" in result.stderr
    assert world.done == []


def test_other_machines_are_warned_of(world: World) -> None:
    assert "they need a key" in run("--host", "0.0.0.0").stderr
    assert "warning" not in run("--host", "localhost").stderr
    assert "warning" not in run("--host", "127.0.0.2").stderr


def test_a_missing_http_extra_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setitem(sys.modules, "api.server", None)
    result = run()
    assert result.exit_code == USAGE
    assert "retorsion[api]" in result.stderr


def test_a_tour_that_was_ended_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    endpoint = Endpoint("bolt://127.0.0.1:1", "neo4j", "", database="neo4j", managed=True)
    told: list[Stop] = []
    tour = Tour(endpoint, Settings(), told.append)
    tour.run()
    assert "No Neo4j answers" in capsys.readouterr().err
    tour.end()
    tour.run()
    assert capsys.readouterr().err == ""
    assert told == []
