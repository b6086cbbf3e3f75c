"""`doctor` on broken machines: each failure is a line with what to do, nothing is started, nothing crashes."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.testing import CliRunner, Result

from cli import checks
from cli.main import build
from cli.terminal import FINDINGS, OK
from graph import engine
from graph.errors import EngineError, StoreUnreachable
from graph.settings import Settings, load_settings


class _Usage(NamedTuple):
    free: int


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache", neo4j_uri="", api_port=0)


@pytest.fixture
def _unstarted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("doctor must start nothing")

    monkeypatch.setattr(engine, "ensure_running", refuse, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RETORSION_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("RETORSION_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("RETORSION_NEO4J_URI", raising=False)
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


def doctor(*words: str) -> Result:
    return CliRunner().invoke(build(), ["doctor", *words])


def states(result: Result) -> dict[str, str]:
    return {check["name"]: check["state"] for check in json.loads(result.stdout)["checks"]}


@pytest.mark.usefixtures("_unstarted")
def test_a_new_machine_is_well_and_nothing_is_started(tmp_path: Path) -> None:
    result = doctor("--json")
    assert result.exit_code == OK, result.output
    found = states(result)
    assert (found["python"], found["java"], found["managed engine"]) == ("ok", "ok", "ok")
    assert (found["jars"], found["database"]) == ("warn", "warn")
    assert not (tmp_path / "data").exists()


@pytest.mark.usefixtures("_unstarted")
def test_the_table_says_what_to_do() -> None:
    text = doctor().stdout
    assert "retorsion engine fetch" in text
    assert "retorsion engine start" in text


@pytest.mark.usefixtures("_unstarted")
def test_a_wrong_setting_is_the_only_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETORSION_API_PORT", "many")
    result = doctor("--json")
    assert (result.exit_code, states(result)) == (FINDINGS, {"settings": "fail"})


@pytest.mark.usefixtures("_unstarted")
def test_an_unreachable_server_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETORSION_NEO4J_URI", "bolt://127.0.0.1:1")
    result = doctor("--json")
    assert result.exit_code == FINDINGS
    assert states(result)["database"] == "fail"
    assert "java" not in states(result), "a server of the user's own needs no Java here"


@pytest.mark.usefixtures("_unstarted")
@pytest.mark.parametrize("error", [EngineError("The managed Neo4j is not installed.", hint="pip"), RuntimeError("odd"), OSError("broken")])
def test_a_machine_without_the_engine_extra_is_told_and_not_crashed(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: Any) -> None:
        raise error

    for name in ("find_java", "check_jars", "status"):
        monkeypatch.setattr(engine, name, missing, raising=False)
    result = doctor("--json")
    assert result.exit_code == FINDINGS
    assert {states(result)[name] for name in ("java", "jars", "cache space", "bolt port", "managed engine", "database")} == {"fail"}


def test_an_old_python_fails() -> None:
    assert checks.python_version((3, 10, 4)).state == "fail"
    assert checks.python_version((3, 11, 0)).state == "ok"


def test_too_little_disk_fails_and_little_warns(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for megabytes, state in ((10, "fail"), (1000, "warn"), (50_000, "ok")):
        monkeypatch.setattr("shutil.disk_usage", lambda _, free=megabytes: _Usage(free * 1_000_000))
        assert checks.data_space(settings).state == state


def test_a_taken_port_is_told(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert checks.bolt_port(settings.model_copy(update={"bolt_port": port})).state == "fail"
        assert checks.api_port(settings.model_copy(update={"api_port": port})).state == "warn"
    assert checks.bolt_port(settings.model_copy(update={"bolt_port": port})).state == "ok"


@pytest.mark.parametrize(
    ("wrong", "state"),
    [
        ([], "ok"),
        (["/x/a.jar is missing", "/x/b.jar is missing"], "warn"),
        (["/x/a.jar is missing", "/x/b.jar is not the released file: delete it, the next start fetches it again"], "fail"),
    ],
)
def test_jars_missing_are_fetched_but_wrong_ones_fail(
    wrong: list[str], state: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "check_jars", lambda _: wrong, raising=False)
    assert checks.jars(settings).state == state


def test_a_missing_http_extra_warns(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    check = checks.http_extra(settings)
    assert check.state == "warn"
    assert "retorsion[api]" in check.hint


def answers(monkeypatch: pytest.MonkeyPatch, ready: dict[str, Any], loaded: set[str]) -> list[checks.Check]:
    monkeypatch.setattr(checks, "_ask", lambda _: (ready, loaded))
    return list(checks.database(Settings(neo4j_uri="bolt://127.0.0.1:1")))


def test_a_database_without_the_schema_fails_and_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"database": {"ok": True, "detail": "Neo4j 2026.09.0"}, "schema": {"ok": False, "detail": "not prepared"}}
    first, second = answers(monkeypatch, {"ready": False, "checks": found}, set())
    assert (first.state, second.state) == ("ok", "fail")
    assert "retorsion load chronology" in second.hint


def test_missing_data_warns(monkeypatch: pytest.MonkeyPatch) -> None:
    ready = {"ready": True, "checks": {"database": {"ok": True, "detail": "Neo4j 2026.09.0"}}}
    assert answers(monkeypatch, ready, set())[-1].state == "warn"
    assert answers(monkeypatch, ready, {"chronology", "other"})[-1] == checks.Check("data", "ok", "loaded: chronology, other")


def test_a_database_that_fails_midway_is_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Settings) -> Any:
        raise StoreUnreachable("gone", hint="start it")

    monkeypatch.setattr(checks, "_ask", broken)
    assert list(checks.database(Settings(neo4j_uri="bolt://127.0.0.1:1"))) == [checks.Check("database", "fail", "gone", "start it")]
