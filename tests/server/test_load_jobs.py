"""A load under a job: killed anywhere and asked for again it ends as if nothing had happened, in the graph and in its report."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import neo4j
import pytest

from cli.jobs import read
from graph.digest import Digest, digest
from graph.engine import Endpoint
from graph.settings import ROOT
from graph.store import Writer
from tests.conftest import empty
from tests.facts import bookkeeping_faults, one, rows

pytestmark = pytest.mark.server
DATA = Path(__file__).parents[1] / "data"
BAD = DATA / "chronology" / "bad" / "actions.yaml"
# Small transactions, each told when it is over, so that the test knows where to kill.
CHILD = """
import os, sys
from functools import partial
import cli.loading, graph.ingest.stream
from cli.main import run
from graph.store import Writer

class Telling(Writer):
    def write(self, work):
        done = super().write(work)
        if isinstance(done, tuple):  # rows; not the schema, the dataset or the end of a load
            print("written", file=sys.stderr, flush=True)
        return done

cli.loading.Writer = Telling
cli.loading.Options = partial(cli.loading.Options, batch_rows=25)
graph.ingest.stream.STREAM_ROWS = 1
run()
"""


class Child:
    """`retorsion load` in a process of its own, against the test's database."""

    def __init__(self, endpoint: Endpoint, folder: Path, *words: str | Path) -> None:
        told = asdict(endpoint)
        names = {f"RETORSION_NEO4J_{name.upper()}": str(told[name]) for name in ("uri", "user", "password", "database")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", CHILD, "load", *map(str, words), "--json"],
            cwd=ROOT,
            env=os.environ | names | {"RETORSION_DATA_DIR": str(folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def after(self, transactions: int) -> None:
        """Until so many are over, or the process is."""
        assert self.process.stderr is not None
        while transactions and (line := self.process.stderr.readline()):
            transactions -= line == "written\n"

    def end(self) -> tuple[int, list[dict[str, Any]], int]:
        """Exit code, reports without what no two loads share, and how many transactions were still written."""
        out, err = self.process.communicate(timeout=180)
        assert "Traceback" not in err, err
        own = {"load", "seconds", "rows_per_s"}
        reports = [
            {name: told for name, told in report.items() if name not in own} for report in (json.loads(out)["reports"] if out else [])
        ]
        return self.process.returncode, reports, err.count("written\n")


def words(kind: str) -> list[str | Path]:
    """Rows with links and with rejects of every sort, in two loads; and a stream."""
    from loaders.base import loaders

    return (
        ["chronology", *loaders()["chronology"].bundled, BAD, "--job", "j"] if kind == "rows" else ["gdelt", DATA / "gdelt", "--job", "j"]
    )


def without_paths(reports: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**report, "rejects_file": bool(report["rejects_file"])} for report in reports]


@pytest.mark.parametrize("kind", ["rows", "stream"])
def test_a_killed_job_goes_on_and_ends_the_same(endpoint: Endpoint, cypher: neo4j.Driver, tmp_path: Path, kind: str) -> None:
    whole, reports, transactions = uninterrupted(endpoint, tmp_path / "whole", kind)
    folder, seed = tmp_path / "killed", random.randrange(10**6)
    chance = random.Random(seed)
    empty(endpoint)
    points = [1, *(chance.randrange(1, max(2, transactions // 6)) for _ in range(3))]
    for point in points:
        child = Child(endpoint, folder, *words(kind))
        child.after(point)
        time.sleep(chance.uniform(0, 0.02))
        child.process.send_signal(signal.SIGKILL)
        child.end()
        assert bookkeeping_faults(cypher) == []
        assert read(folder / "jobs/j.json")["state"] == "running"
    reached = one(cypher, "MATCH (s:IngestState) RETURN s.seq")
    code, found, written = Child(endpoint, folder, *words(kind)).end()
    sys.stdout.write(f"seed {seed}: killed after {points}; commit {reached} reached, {written} of {transactions} transactions were left\n")
    assert code == (1 if kind == "rows" else 0)
    assert without_paths(found) == without_paths(reports)
    assert written < transactions, "what was committed was not written again"
    with Writer(endpoint) as writer:
        assert digest(writer) == whole
    assert bookkeeping_faults(cypher) == []
    states = rows(cypher, "MATCH (l:Load) RETURN l.state AS state, l.report IS NOT NULL AS told")
    assert states == [{"state": "finished", "told": True}] * len(found), "a job's load is one node, however often it was killed"
    assert rejects_of(folder) == rejects_of(tmp_path / "whole")


def uninterrupted(endpoint: Endpoint, folder: Path, kind: str) -> tuple[Digest, list[dict[str, Any]], int]:
    empty(endpoint)
    code, reports, transactions = Child(endpoint, folder, *words(kind)).end()
    assert code in (0, 1)
    for report in reports:
        counts = report["rows"]
        assert counts["read"] == counts["written"] + counts["unchanged"] + sum(counts["skipped"].values()) + sum(
            counts["rejected"].values()
        )
    assert read(folder / "jobs/j.json")["state"] == "finished"
    with Writer(endpoint) as writer:
        return digest(writer), reports, transactions


def rejects_of(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted((folder / "loads").glob("*"))}


def test_ctrl_c_ends_between_two_transactions_and_the_job_goes_on(endpoint: Endpoint, cypher: neo4j.Driver, tmp_path: Path) -> None:
    whole, reports, transactions = uninterrupted(endpoint, tmp_path / "whole", "rows")
    empty(endpoint)
    child = Child(endpoint, tmp_path, *words("rows"))
    child.after(8)
    child.process.send_signal(signal.SIGINT)
    code, stopped, written = child.end()
    assert code == 130
    assert 8 + written < transactions
    (report,) = stopped
    assert report["notes"][-1].startswith("stopped: ")
    counts = report["rows"]
    assert 0 < counts["read"] == counts["written"] + sum(counts["skipped"].values()) + sum(counts["rejected"].values())
    assert one(cypher, "MATCH (l:Load) RETURN l.state") == "stopped"
    assert bookkeeping_faults(cypher) == []
    job = read(tmp_path / "jobs/j.json")
    assert (job["state"], job["rows"]["read"], job["committed"]["seq"]) == ("stopped", counts["read"], report["seq"])
    code, found, _ = Child(endpoint, tmp_path, *words("rows")).end()
    assert without_paths(found) == without_paths(reports)
    assert read(tmp_path / "jobs/j.json")["goes_on"]
    with Writer(endpoint) as writer:
        assert digest(writer) == whole


def test_a_finished_job_and_other_files_begin_anew(endpoint: Endpoint, cypher: neo4j.Driver, tmp_path: Path) -> None:
    empty(endpoint)
    slot = DATA / "gdelt" / "20180315123000.export.CSV"
    _, (first,), _ = Child(endpoint, tmp_path, "gdelt", slot, "--job", "j").end()
    _, (again,), _ = Child(endpoint, tmp_path, "gdelt", slot, "--job", "j").end()
    assert first["rows"]["written"] == again["rows"]["unchanged"] == 8
    job = read(tmp_path / "jobs/j.json")
    assert (job["state"], job["goes_on"], job["reports"][0]["rows"]["unchanged"]) == ("finished", False, 8)
    assert [file["path"] for file in job["files"]] == [str(slot)]
    assert (
        job["rows"] == {"read": again["rows"]["read"], "written": 0, "unchanged": 8, "skipped": 3, "rejected": 0} or job["rows"]["skipped"]
    )


def test_a_first_part_withdraws_nothing(endpoint: Endpoint, cypher: neo4j.Driver, tmp_path: Path) -> None:
    empty(endpoint)
    Child(endpoint, tmp_path, "chronology").end()
    before = one(cypher, "MATCH (s:Statement) RETURN count(s)")
    code, (report,), _ = Child(endpoint, tmp_path, "chronology", "--limit", "10").end()
    assert (code, report["rows"]["read"], report["rows"]["unchanged"], report["withdrawn"]) == (0, 10, 10, 0)
    assert report["notes"] == ["only the first 10 rows were read (--limit): nothing is withdrawn"]
    assert one(cypher, "MATCH (s:Statement) RETURN count(s)") == before
