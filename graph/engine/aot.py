"""The start-up cache (Java's AOT cache): made once per machine in the background, halves the time of later starts.

Making it takes 45 s on two cores, a start without it 8 s: so the first start does not wait for it. A child process at low
priority runs a server on a throw-away store, asks it the kinds of query we ask, and lets Java write the cache as it ends.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import neo4j
from filelock import FileLock, Timeout

from graph.engine.config import ServerConfig, argument_file, class_path, conf_text, heap_options, shared_options
from graph.engine.java import Java, find_java
from graph.engine.layout import Layout
from graph.engine.lock import lock_hash, read_lock
from graph.engine.memory import Memory
from graph.engine.ports import any_free
from graph.engine.process import kill, server_command, spawn, terminate
from graph.engine.ready import Starting, wait_for_bolt, wait_for_database
from graph.progress import silent
from graph.settings import ROOT, Settings

OLDEST_JAVA = 25
"""Earlier ones cannot write the cache in one run."""

_WRITING_TIMEOUT_S = 600.0
_UNUSED_S = 30 * 86400
_LEAST_FREE = 2_000_000_000
"""The cache takes 190 MB, making it 350 MB: not worth filling a disk for."""

_MEMORY = Memory(heap=512, pagecache=128)
_QUERIES = (
    "CREATE CONSTRAINT FOR (a:Actor) REQUIRE a.id IS UNIQUE",
    "CREATE CONSTRAINT FOR ()-[r:SANCTIONED]-() REQUIRE r.id IS UNIQUE",
    "CREATE INDEX FOR ()-[r:SANCTIONED]-() ON (r.eid)",
    "CREATE FULLTEXT INDEX names FOR (a:Actor) ON EACH [a.name]",
    "CALL db.awaitIndexes(60)",
    "UNWIND range(1, 500) AS i MERGE (a:Actor {id: toString(i)}) SET a:State, a.name = 'Actor ' + i, a += {aliases: ['a', 'b']}",
    "UNWIND range(1, 2000) AS i MATCH (a:Actor {id: toString(1 + i % 500)}), (b:Actor {id: toString(1 + (i * 7) % 499)}) "
    "MERGE (a)-[r:SANCTIONED {id: toString(i)}]->(b) SET r.eid = i, r.date = date('2024-01-01') + duration({days: i})",
    "UNWIND range(1, 20) AS i MATCH (a:Actor {id: toString(i)}) CREATE (a)-[:INITIATED]->(:Statement:Event {id: i})",
    "MATCH (a)-[r:SANCTIONED]->(b) WHERE 0 <= r.eid < 1000 RETURN collect(a.id), collect(b.id), collect(r.eid), "
    "collect(duration.inDays(date('1970-01-01'), r.date).days), collect(type(r))",
    "MATCH p = SHORTEST 3 (a:Actor {id: '1'})-[:SANCTIONED]-{1,6}(b:Actor {id: '400'}) RETURN p LIMIT 10",
    "MATCH (a:Actor) WHERE a.name STARTS WITH 'Actor 1' OPTIONAL MATCH (a)-[r]->(b) RETURN a.name, count(r) AS n ORDER BY n DESC LIMIT 5",
    "CALL db.index.fulltext.queryNodes('names', 'Actor') YIELD node, score RETURN node.id, score LIMIT 5",
    "MATCH (a:Actor {id: '1'}) CALL (a) { MATCH (a)-[r]->() RETURN count(r) AS n } RETURN a {.id, .name, n: n}",
    "MATCH ()-[r:SANCTIONED]->() RETURN r.date.year AS year, count(*) ORDER BY year",
    "EXPLAIN MATCH (a)-[r]->(b) WHERE r.date > date('2024-03-01') RETURN a, r, b",
    "SHOW INDEXES YIELD name RETURN count(*)",
    "CALL dbms.components() YIELD name, versions, edition RETURN name",
    "MATCH (a:Actor {id: '500'}) DETACH DELETE a",
)


def cache_file(layout: Layout, java: Java) -> Path:
    """Its name holds all that must be equal for a cache to fit."""
    facts = "\n".join([java.version, str(java.path), lock_hash(), str(layout.jars), *shared_options(java, "throughput")])
    return layout.start_caches / f"{hashlib.sha256(facts.encode()).hexdigest()[:20]}.aot"


def use_options(file: Path) -> list[str]:
    return [f"-XX:AOTCache={file}"] if file.exists() else []


def make_in_background(settings: Settings, java: Java) -> bool:
    """Start making the cache, unless it is there, the disk is short or this Java cannot. Returns at once; True when it was started."""
    layout = Layout.of(settings)
    layout.start_caches.mkdir(parents=True, exist_ok=True)
    if java.feature < OLDEST_JAVA or cache_file(layout, java).exists() or shutil.disk_usage(layout.start_caches).free < _LEAST_FREE:
        return False
    arguments = [str(layout.data_dir), str(layout.cache_dir), str(java.path)]
    with (layout.start_caches / "making.log").open("wb") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "graph.engine.aot", *arguments],
            cwd=layout.start_caches,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    child.returncode = 0  # it outlives us on purpose: else Popen warns of a process that was not waited for
    return True


def make(settings: Settings) -> Path | None:
    """Make the cache now, in 45 s or so. None when another process is making it.

    Raises:
        EngineError: the throw-away server did not start.
    """
    layout, java = Layout.of(settings), find_java(settings)
    target = cache_file(layout, java)
    layout.start_caches.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(layout.start_caches / "making.lock", timeout=0):
            _remove_leftovers(layout.start_caches)
            return target if target.exists() else _make(layout, java, target)
    except Timeout:
        return None


def _make(layout: Layout, java: Java, target: Path) -> Path:
    home = Path(tempfile.mkdtemp(prefix="training-", dir=layout.start_caches))
    part, arguments, logs = home / "cache.part", home / "conf" / "jvm.args", home / "logs"
    port = any_free()
    (home / "conf").mkdir()
    (home / "conf" / "neo4j.conf").write_text(conf_text(ServerConfig(port, _MEMORY, auth=False)), encoding="utf-8")
    jars = class_path(layout.jars / jar.file_name for jar in read_lock())
    options = [*shared_options(java, "throughput"), *heap_options(_MEMORY), f"-XX:AOTCacheOutput={part}", "-cp", jars]
    arguments.write_text(argument_file(options), encoding="utf-8")
    process = spawn(server_command(java, arguments, home), home, logs / "output.log")
    try:
        server = Starting(process, port, 0, logs / "output.log", logs / "debug.log")
        wait_for_bolt(server, silent)
        wait_for_database(server, ("", ""), silent)
        _train(port)
        terminate(process, _WRITING_TIMEOUT_S)  # Java writes the cache as it ends
        os.replace(part, target)
    finally:
        kill(process)
        shutil.rmtree(home, ignore_errors=True)
    return target


def _train(port: int) -> None:
    with neo4j.GraphDatabase.driver(f"bolt://127.0.0.1:{port}", notifications_min_severity="OFF") as driver:
        for query in _QUERIES:
            driver.execute_query(query, database_="neo4j")


def _remove_leftovers(folder: Path) -> None:
    """What a making that was killed has left, and caches that no one has read for a month. Only for the holder of the lock."""
    for leftover in folder.glob("training-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    for cache in folder.glob("*.aot"):
        if cache.stat().st_atime < time.time() - _UNUSED_S:
            cache.unlink()


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(19)
    make(Settings(data_dir=Path(sys.argv[1]), cache_dir=Path(sys.argv[2]), java=Path(sys.argv[3])))
