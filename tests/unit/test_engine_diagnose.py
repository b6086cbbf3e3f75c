"""Each way a server dies is told in one sentence with what to do. The texts are what Neo4j 2026.09 and Java 25 really write."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.engine.diagnose import PortTaken, explain_death, explain_sickness, last_meaningful_line

SECOND = """Failed to start Neo4j on 127.0.0.1:7474.
Optional[org.neo4j.io.locker.FileLockException: Lock file has been locked by another process: /d/data/databases/store_lock. Please ensure]
"""
PORT = """Failed to start Neo4j on 127.0.0.1:7474.
Optional[org.neo4j.configuration.helpers.PortBindException: An error occurred while trying to bind to the socket /127.0.0.1:7801]
"""
UNKNOWN = """Exception in thread "main" java.lang.IllegalArgumentException: Unrecognized setting. No declared setting with name: no.key.
\tat org.neo4j.configuration.Config.getActiveSettings(Config.java:763)
\tat org.neo4j.server.Neo4jCommunity.main(Neo4jCommunity.java:30)
"""
OLD_JAVA = """Error: LinkageError occurred while loading main class org.neo4j.server.Neo4jCommunity
\tjava.lang.UnsupportedClassVersionError: org/neo4j/server/Neo4jCommunity has been compiled by a more recent version
"""
HEAP = """Error occurred during initialization of VM
Could not reserve enough space for 94371840000 KB object heap
"""
JARS = """[0.096s][error][aot] shared class paths mismatch
Error: Could not find or load main class org.neo4j.server.Neo4jCommunity
Caused by: java.lang.ClassNotFoundException: org.neo4j.server.Neo4jCommunity
"""
OPTION = """Unrecognized VM option 'NoSuchThing'
Error: Could not create the Java Virtual Machine.
"""
DISK = "Caused by: java.io.IOException: No space left on device\n"
DENIED = "Caused by: java.nio.file.AccessDeniedException: /d/data\n"


@pytest.mark.parametrize(
    ("output", "message"),
    [
        (SECOND, "Another Neo4j is running on this data directory.*RETORSION_DATA_DIR"),
        (PORT, "port of Neo4j was taken.*RETORSION_BOLT_PORT"),
        (UNKNOWN, r"does not accept a setting: Unrecognized setting\. No declared setting with name: no\.key"),
        (OLD_JAVA, "Java is too old.*RETORSION_JAVA"),
        (HEAP, "heap does not fit: Could not reserve .* RETORSION_HEAP_MB"),
        (JARS, "jars are damaged: Could not find or load main class.*doctor"),
        (OPTION, "Java does not accept an option: Unrecognized VM option 'NoSuchThing'"),
        (DISK, "disk is full.*engine restart"),
        (DENIED, "may not write to its data directory: /d/data"),
    ],
)
def test_the_cause_is_named(tmp_path: Path, output: str, message: str) -> None:
    log = tmp_path / "output.log"
    log.write_text(output, encoding="utf-8")
    error = explain_death(log)
    with pytest.raises(type(error), match=message):
        raise error
    assert str(log) in str(error)
    assert "7474" not in str(error), "the HTTP port has nothing to do with it"


def test_a_taken_port_can_be_told_apart(tmp_path: Path) -> None:
    log = tmp_path / "output.log"
    log.write_text(PORT, encoding="utf-8")
    assert isinstance(explain_death(log), PortTaken)


@pytest.mark.parametrize(
    ("output", "line"),
    [
        ("first\nCaused by: a.b.OuterException: outer\n\tat x\nCaused by: a.b.InnerError: inner words\n\tat y\n", "inner words"),
        ("Failed to start Neo4j on 127.0.0.1:7474.\nOptional[a.B$CException: why]\n", "why"),
        ("one\n\x06two\n\n", "two"),
        ("", "it wrote nothing"),
    ],
)
def test_an_unknown_cause_shows_the_line_that_says_most(output: str, line: str) -> None:
    assert last_meaningful_line(output) == line


def test_a_log_that_is_not_there_is_no_second_error(tmp_path: Path) -> None:
    assert "it wrote nothing" in str(explain_death(tmp_path / "none.log"))


def test_a_server_that_lives_without_its_store_is_noticed(tmp_path: Path) -> None:
    log = tmp_path / "debug.log"
    assert explain_sickness(log) is None
    log.write_text('{"level":"INFO","message":"Starting..."}\n', encoding="utf-8")
    assert explain_sickness(log) is None
    log.write_text('{"level":"ERROR","message":"Failed to start DatabaseId{00000000[system]}"}\n', encoding="utf-8")
    assert "cannot open its store: Failed to start DatabaseId{00000000[system]}" in str(explain_sickness(log))
    log.write_text('{"message":"Warning! System is running out of disk space. Failed to preallocate file"}\n', encoding="utf-8")
    assert "disk is full" in str(explain_sickness(log))


def test_a_death_without_a_word_still_tells_how(tmp_path: Path) -> None:
    assert "by signal 9" in str(explain_death(tmp_path / "none.log", -9))
    assert "with exit code 3" in str(explain_death(tmp_path / "none.log", 3))
