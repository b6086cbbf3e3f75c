"""A load that is killed can run again, and two loads may run at once: the graph ends as if nothing had happened."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

import neo4j
import pytest

from graph.digest import Digest, digest
from graph.engine import Endpoint
from graph.ingest import Entry, Options, ingest
from graph.model import Citation
from graph.settings import ROOT
from graph.store import Writer
from tests.conftest import empty, load_files
from tests.facts import bookkeeping_faults, commits, edges, one, rows
from tests.items import actor, dataset, entry, event, source, state

pytestmark = pytest.mark.server
SMALL = Options(batch_rows=25)
# Tells after each transaction, so that the test knows where to kill.
CHILD = """
import json, os, sys
from graph.engine import Endpoint
from graph.ingest import Options, ingest
from graph.store import Writer
from loaders.base import loaders

class Telling(Writer):
    def write(self, work):
        done = super().write(work)
        print("written", flush=True)
        return done

loader = loaders()["chronology"]
with Telling(Endpoint(**json.loads(os.environ["ENDPOINT"]))) as writer:
    for load in loader.read(loader.bundled):
        report = ingest(writer, load.dataset, load.rows, Options(batch_rows=25, parts=load.parts))
print("ended", report.balanced, flush=True)
"""


def start(endpoint: Endpoint) -> subprocess.Popen[str]:
    told = os.environ | {"ENDPOINT": json.dumps(asdict(endpoint))}
    return subprocess.Popen([sys.executable, "-c", CHILD], cwd=ROOT, env=told, stdout=subprocess.PIPE, text=True)


def kill_after(endpoint: Endpoint, transactions: int, delay_s: float) -> int:
    """Start a load and SIGKILL it somewhere in the transaction after these; returns how many it had ended."""
    child = start(endpoint)
    assert child.stdout is not None
    for _ in range(transactions):
        assert child.stdout.readline() == "written\n"
    time.sleep(delay_s)
    child.send_signal(signal.SIGKILL)
    rest = child.stdout.readlines()
    assert child.wait() == -signal.SIGKILL
    child.stdout.close()
    return transactions + len(rest)


@pytest.fixture(scope="module")
def uninterrupted(endpoint: Endpoint) -> Iterator[tuple[Digest, int, int]]:
    """The digest of a load in small batches, its commits, and those of its entries (the others are of links)."""
    empty(endpoint)
    with Writer(endpoint) as writer:
        (report,) = load_files(writer, options=SMALL)
        entries = -(-report.read // SMALL.batch_rows)
        yield digest(writer), report.seq, entries


@pytest.mark.parametrize("phase", ["anywhere", "links"])
def test_killed_and_run_again_it_ends_the_same(
    endpoint: Endpoint, writer: Writer, cypher: neo4j.Driver, uninterrupted: tuple[Digest, int, int], phase: str
) -> None:
    whole, last, entries = uninterrupted
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    # The dataset's own transaction comes first, so entry batch n is transaction n + 1.
    points = sorted(chance.sample(range(1, entries), 3)) if phase == "anywhere" else [entries + 1, entries + 2]
    for point in points:
        delay = chance.uniform(0, 0.01)
        ended = kill_after(endpoint, point, delay)
        reached = one(cypher, "MATCH (s:IngestState) RETURN s.seq")
        sys.stdout.write(
            f"seed {seed}: killed {delay * 1000:.0f} ms after transaction {point}, {ended} ended, commit {reached} of {last}\n"
        )
        assert reached < last
        assert bookkeeping_faults(cypher) == []
    assert phase == "anywhere" or reached >= entries, "killed while links were written"
    child = start(endpoint)
    told, _ = child.communicate(timeout=120)
    assert told.endswith("ended True\n")
    assert digest(writer) == whole
    assert one(cypher, "MATCH (s:IngestState) RETURN s.seq") == last
    assert bookkeeping_faults(cypher) == []
    states = {row["state"]: row["n"] for row in rows(cypher, "MATCH (l:Load) RETURN l.state AS state, count(*) AS n")}
    assert states.keys() == {"running", "finished"}
    assert states["finished"] == 1


def test_a_load_that_fails_is_told_and_can_run_again(writer: Writer, cypher: neo4j.Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    acts = [entry(source(), state("AAA"), actor("t:firm")), *(entry(event(f"t:e{n}")) for n in range(6))]

    def stopping(label: str, done: int, total: int, unit: str) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(writer, dataset(), acts, Options(batch_rows=2, progress=stopping))
    assert one(cypher, "MATCH (l:Load) RETURN l.state") == "stopped"
    assert 0 < len(edges(cypher)) < 6
    assert ingest(writer, dataset(), acts, Options(batch_rows=2)).balanced
    assert len(edges(cypher)) == 6
    assert bookkeeping_faults(cypher) == []


def acts_of(name: str) -> list[Entry]:
    base = entry(source(f"{name}:s"), state("AAA", name), state("BBB", name), actor(f"{name}:firm"))
    targets, cited = (f"{name}:firm", f"{name}:BBB"), (Citation(source=f"{name}:s"),)
    return [base, *(entry(event(f"{name}:e{n}", f"{name}:AAA", targets, citations=cited)) for n in range(40))]


def test_two_loads_at_once_are_both_whole(endpoint: Endpoint, writer: Writer, cypher: neo4j.Driver) -> None:
    def one_load(name: str) -> tuple[int, int, bool]:
        with Writer(endpoint) as own:
            report = ingest(own, dataset(name), acts_of(name), Options(batch_rows=4))
            return report.read, report.edges_added, report.balanced

    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(one_load, ("u", "v", "w")))
    assert done == [(41, 80, True)] * 3
    assert bookkeeping_faults(cypher) == []
    assert len(edges(cypher)) == 240
    order = [commit["load"] for commit in commits(cypher)]
    assert len(order) == 33
    assert len({*order[:20]}) > 1, "they took turns"
    assert one(cypher, "MATCH (a:Actor {id: 'state:AAA'}) RETURN count { (a)<-[:DESCRIBES]-() }") == 3
