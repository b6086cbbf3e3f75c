"""The lock files are whole and are read strictly; Maven's listing is read right when they are made anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.engine.lock import BROWSER_LOCK_FILE, LOCK_FILE, lock_hash, parse_line, read_lock, version_of
from graph.engine.relock import parse_dependency_list
from graph.errors import EngineError

HASH = "0" * 64


def test_a_line_round_trips() -> None:
    line = f"io.netty:netty-transport-native-epoll:4.2.18.Final:linux-x86_64 41234 sha256:{HASH}"
    jar = parse_line(line)
    assert str(jar) == line
    assert jar.file_name == "netty-transport-native-epoll-4.2.18.Final-linux-x86_64.jar"
    assert jar.path == f"io/netty/netty-transport-native-epoll/4.2.18.Final/{jar.file_name}"


@pytest.mark.parametrize(
    "line",
    [
        f"org.neo4j:neo4j 1 sha256:{HASH}",
        f"org.neo4j:neo4j:1 x sha256:{HASH}",
        "org.neo4j:neo4j:1 1 sha256:abc",
        f"org.neo4j:neo4j:1 1 md5:{HASH}",
        f"a:b:c:d:e 1 sha256:{HASH}",
    ],
)
def test_a_damaged_line_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not a line of a lock file"):
        parse_line(line)


def test_a_damaged_file_names_itself(tmp_path: Path) -> None:
    file = tmp_path / "neo4j-1.lock"
    file.write_text("rubbish\n", encoding="utf-8")
    with pytest.raises(EngineError, match=r"neo4j-1\.lock cannot be read"):
        read_lock(file)


def test_the_lock_is_the_whole_server_and_names_no_host() -> None:
    jars = read_lock()
    names = [jar.file_name for jar in jars]
    assert len(jars) == 230
    assert sum(jar.size for jar in jars) == 161_120_218
    assert len(set(names)) == len(names), "two jars would share a file"
    assert f"neo4j-{version_of(LOCK_FILE)}.jar" in names
    for file in (LOCK_FILE, BROWSER_LOCK_FILE):
        assert "//" not in file.read_text(encoding="utf-8")


def test_the_hash_names_the_set(tmp_path: Path) -> None:
    one = tmp_path / "x-1.lock"
    one.write_text(f"a:b:1 5 sha256:{HASH}\n", encoding="utf-8")
    assert lock_hash(one) != lock_hash()
    assert lock_hash() == lock_hash(LOCK_FILE)


def test_mavens_listing_is_read() -> None:
    listing = """
The following files have been resolved:
   org.neo4j:neo4j-dbms:jar:2026.09.0:compile
   io.netty:netty-transport-native-epoll:jar:linux-x86_64:4.2.18.Final:runtime
   org.apache.shiro:shiro-core:jar:2.0.5:compile -- module org.apache.shiro.core [auto]
   junit:junit:jar:4.13:test
"""
    assert parse_dependency_list(listing) == [
        ("org.neo4j", "neo4j-dbms", "2026.09.0", ""),
        ("io.netty", "netty-transport-native-epoll", "4.2.18.Final", "linux-x86_64"),
        ("org.apache.shiro", "shiro-core", "2.0.5", ""),
    ]
