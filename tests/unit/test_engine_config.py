"""What is written for the server: settings, Java options, memory, and which Java runs it."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest

from graph.engine import memory as memory_module
from graph.engine.aot import cache_file, use_options
from graph.engine.config import ServerConfig, argument_file, class_path, conf_text, heap_options, server_settings, shared_options
from graph.engine.java import Java, find_java, parse_version
from graph.engine.layout import Layout
from graph.engine.memory import Memory, size_memory
from graph.engine.process import environment
from graph.errors import EngineError
from graph.settings import Settings

MEMORY = Memory(heap=1000, pagecache=200)
JAVA_25 = Java(Path("/java"), "25.0.2", 25)
JAVA_21 = Java(Path("/java"), "21.0.1", 21)


def test_the_server_listens_on_loopback_and_calls_nobody() -> None:
    settings = server_settings(ServerConfig(7777, MEMORY))
    assert settings["server.bolt.listen_address"] == "127.0.0.1:7777"
    assert settings["server.default_listen_address"] == "127.0.0.1"
    assert settings["dbms.security.auth_enabled"] == "true"
    off = {key for key, value in settings.items() if value == "false"}
    assert off >= {
        "server.http.enabled",
        "dbms.usage_report.enabled",
        "client.allow_telemetry",
        "server.bolt.telemetry.enabled",
        "server.fleet_discovery.enabled",
        "dbms.fleet_manager.enabled",
        "dbms.security.allow_csv_import_from_file_urls",
    }


def test_the_browser_alone_is_served_when_asked_for() -> None:
    settings = server_settings(ServerConfig(7777, MEMORY, browser_port=7474))
    assert settings["server.http.listen_address"] == "127.0.0.1:7474"
    assert settings["server.http_enabled_modules"] == "BROWSER"


def test_limits_follow_the_heap() -> None:
    settings = server_settings(ServerConfig(7777, MEMORY))
    assert (settings["server.memory.heap.max_size"], settings["db.memory.transaction.max"]) == ("1000m", "500m")
    assert "-Xmx1000m" in heap_options(MEMORY)


def test_each_setting_is_written_once() -> None:
    keys = [line.partition("=")[0] for line in conf_text(ServerConfig(1, MEMORY)).splitlines() if not line.startswith("#")]
    assert len(keys) == len(set(keys)) > 20


def test_profiles_differ_in_the_compiler_alone() -> None:
    quick, throughput = shared_options(JAVA_25, "quick"), shared_options(JAVA_25, "throughput")
    assert set(quick) - set(throughput) == {"-XX:TieredStopAtLevel=1"}
    assert set(throughput) <= set(quick)


def test_an_older_java_gets_no_option_that_it_does_not_know() -> None:
    assert [option for option in shared_options(JAVA_25, "quick") if option not in shared_options(JAVA_21, "quick")] == [
        "--sun-misc-unsafe-memory-access=allow"
    ]


def test_the_class_path_is_in_one_order() -> None:
    assert class_path([Path("/b.jar"), Path("/a.jar")]) == os.pathsep.join(["/a.jar", "/b.jar"])


def test_paths_with_blanks_and_quotes_survive_the_argument_file() -> None:
    options = ["-cp", '/my "own" jars/a b.jar']
    assert shlex.split(argument_file(options)) == options


def test_a_start_cache_belongs_to_java_and_jars(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "data", tmp_path / "cache")
    file = cache_file(layout, JAVA_25)
    assert file != cache_file(layout, JAVA_21)
    assert file != cache_file(Layout(tmp_path / "data", tmp_path / "other"), JAVA_25)
    assert file == cache_file(Layout(tmp_path / "elsewhere", tmp_path / "cache"), JAVA_25), "all servers of a machine share it"
    assert use_options(file) == []
    file.parent.mkdir(parents=True)
    file.touch()
    assert use_options(file) == [f"-XX:AOTCache={file}"]


@pytest.mark.parametrize(("mb", "heap", "pagecache"), [(1024, 512, 128), (16384, 2048, 2048), (262144, 4096, 4096)])
def test_memory_is_an_eighth_within_bounds(monkeypatch: pytest.MonkeyPatch, mb: int, heap: int, pagecache: int) -> None:
    monkeypatch.setattr(memory_module, "usable_mb", lambda: mb)
    assert size_memory(Settings(heap_mb=0, pagecache_mb=0)) == Memory(heap, pagecache)
    assert size_memory(Settings(heap_mb=700, pagecache_mb=300)) == Memory(700, 300)


def test_a_containers_limit_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(memory_module, "_CGROUP_LIMIT", limit)
    whole = memory_module.usable_mb()
    limit.write_text("max\n", encoding="ascii")
    assert memory_module.usable_mb() == whole
    limit.write_text("209715200\n", encoding="ascii")
    assert memory_module.usable_mb() == 200


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('openjdk version "25.0.2" 2026-01-20 LTS', ("25.0.2", 25)),
        ('java version "1.8.0_402"', ("1.8.0_402", 1)),
        ('openjdk version "26-ea" 2026-03-17', ("26-ea", 26)),
        ("no such thing", None),
    ],
)
def test_java_versions_are_read(text: str, expected: tuple[str, int] | None) -> None:
    assert parse_version(text) == expected


def fake_java(tmp_path: Path, script: str) -> Settings:
    file = tmp_path / "java"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    return Settings(java=file)


def test_the_bundled_java_is_new_enough() -> None:
    assert find_java(Settings(java=None)).feature >= 25


def test_a_java_of_the_user_is_taken(tmp_path: Path) -> None:
    assert find_java(fake_java(tmp_path, "echo 'openjdk version \"21.0.4\"' >&2")).version == "21.0.4"


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo 'openjdk version \"17.0.1\"' >&2", r"is Java 17\.0\.1; Neo4j needs Java 21 or later.*retorsion\[engine\]"),
        ("echo hello", "does not look like a Java"),
        ("exit 3", "does not look like a Java"),
    ],
)
def test_a_java_that_will_not_do_is_refused(tmp_path: Path, script: str, message: str) -> None:
    with pytest.raises(EngineError, match=message):
        find_java(fake_java(tmp_path, script))


def test_a_java_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"none/java does not run: .*RETORSION_JAVA"):
        find_java(Settings(java=tmp_path / "none" / "java"))


def test_the_users_java_options_do_not_reach_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "NEO4J_AUTH", "NEO4J_HOME", "CLASSPATH"):
        monkeypatch.setenv(name, "foreign")
    monkeypatch.setenv("LANG", "C")
    passed = environment(Path("/home/of/neo4j"))
    assert "foreign" not in passed.values()
    assert (passed["NEO4J_HOME"], passed["LANG"]) == ("/home/of/neo4j", "C")
